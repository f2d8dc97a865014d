using System.IO.Compression;

namespace ModerationHub.Detection.Text;

/// <summary>
/// A classifier as bytes, to store: "HTC3", then deflated little-endian thresholds, bias, calibrations, and the buckets in use,
/// each with its distance from the one before, its scale and its weight. Equal classifiers give equal bytes.
/// </summary>
public static class TextClassifierBytes
{
    private static ReadOnlySpan<byte> Magic => "HTC3"u8;

    /// <summary>Reads what <see cref="TextClassifier.ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a classifier.</exception>
    public static TextClassifier Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Magic)) throw new InvalidDataException("This is not a stored text classifier.");
        try
        {
            using var reader = new BinaryReader(new DeflateStream(new MemoryStream(bytes, Magic.Length, bytes.Length - Magic.Length), CompressionMode.Decompress));
            var (threshold, evident, bias) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
            var calibration = Calibration(reader);
            var languages = new Dictionary<string, TextCalibration>(StringComparer.OrdinalIgnoreCase);
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--) languages[reader.ReadString()] = Calibration(reader);
            var cells = new TextCell[TextFeatures.Buckets];
            var bucket = -1;
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
                cells[bucket += reader.Read7BitEncodedInt()] = new TextCell(reader.ReadSingle(), reader.ReadSingle());
            return new TextClassifier(cells, bias, calibration, languages, threshold, evident);
        }
        catch (Exception broken) when (broken is EndOfStreamException or IndexOutOfRangeException or FormatException)
        {
            throw new InvalidDataException("The stored text classifier is damaged.", broken);
        }
    }

    internal static byte[] Write(TextClassifier model)
    {
        using var target = new MemoryStream();
        target.Write(Magic);
        using (var writer = new BinaryWriter(new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true)))
        {
            writer.Write(model.Threshold);
            writer.Write(model.EvidentFrom);
            writer.Write(model.Bias);
            Calibration(writer, model.Calibration);
            writer.Write7BitEncodedInt(model.Languages.Count);
            foreach (var (language, own) in model.Languages.OrderBy(l => l.Key, StringComparer.Ordinal))
            {
                writer.Write(language);
                Calibration(writer, own);
            }
            writer.Write7BitEncodedInt(model.Cells.Count(c => c.Scale != 0));
            var previous = -1;
            for (var bucket = 0; bucket < model.Cells.Length; bucket++)
            {
                var cell = model.Cells[bucket];
                if (cell.Scale == 0) continue;
                writer.Write7BitEncodedInt(bucket - previous);
                writer.Write(cell.Scale);
                writer.Write(cell.Weight);
                previous = bucket;
            }
        }
        return target.ToArray();
    }

    private static TextCalibration Calibration(BinaryReader reader) => new(reader.ReadDouble(), reader.ReadDouble());

    private static void Calibration(BinaryWriter writer, TextCalibration calibration)
    {
        writer.Write(calibration.Slope);
        writer.Write(calibration.Offset);
    }
}
