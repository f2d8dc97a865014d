using System.Text;

namespace ModerationHub.IntegrationTests.Learning;

/// <summary>The smallest text classifier in ONNX: each token has two logits, a text has their sums. Written as protobuf by hand.</summary>
static class TinyOnnx
{
    /// <summary>The folder of one policy: model.onnx and vocab.txt.</summary>
    public static void Write(string folder, IReadOnlyDictionary<string, float> words)
    {
        Directory.CreateDirectory(folder);
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. words.Keys];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), vocabulary);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model([.. vocabulary.SelectMany(word =>
        {
            // The first token of every text speaks against it, so that a text without known words is harmless.
            var weight = word == "[CLS]" ? -1.5f : words.GetValueOrDefault(word);
            return new[] { -weight / 2, weight / 2 };
        })]));
    }

    static byte[] Model(float[] table)
    {
        byte[] raw = [.. table.SelectMany(BitConverter.GetBytes)];
        byte[] tensor = [.. Varint(1, table.Length / 2), .. Varint(1, 2), .. Varint(2, 1), .. Text(8, "table"), .. Bytes(9, raw)];
        byte[] gather = [.. Text(1, "table"), .. Text(1, "input_ids"), .. Text(2, "rows"), .. Text(4, "Gather")];
        byte[] axes = [.. Text(1, "axes"), .. Varint(8, 1), .. Varint(20, 7)];
        byte[] keep = [.. Text(1, "keepdims"), .. Varint(3, 0), .. Varint(20, 2)];
        byte[] sum = [.. Text(1, "rows"), .. Text(2, "logits"), .. Text(4, "ReduceSum"), .. Bytes(5, axes), .. Bytes(5, keep)];
        byte[] graph =
        [
            .. Bytes(1, gather), .. Bytes(1, sum), .. Text(2, "tiny"), .. Bytes(5, tensor),
            .. Bytes(11, Value("input_ids", 7, Dimension("batch"), Dimension("tokens"))), .. Bytes(12, Value("logits", 1, Dimension("batch"), Varint(1, 2))),
        ];
        byte[] operators = [.. Text(1, ""), .. Varint(2, 11)];
        return [.. Varint(1, 6), .. Bytes(7, graph), .. Bytes(8, operators)];
    }

    static byte[] Value(string name, int type, params byte[][] dimensions)
    {
        byte[] shape = [.. dimensions.SelectMany(d => Bytes(1, d))];
        byte[] tensor = [.. Varint(1, type), .. Bytes(2, shape)];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, tensor))];
    }

    static byte[] Dimension(string name) => Text(2, name);

    static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    static byte[] Bytes(int field, byte[] value) => [.. Number((field << 3) | 2), .. Number(value.Length), .. value];

    static byte[] Varint(int field, long value) => [.. Number(field << 3), .. Number(value)];

    static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
            bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
