using ModerationHub.Detection.Media;
using ModerationHub.Features.Media;
using SkiaSharp;

namespace ModerationHub.Tests.Media;

public sealed class ImageReaderTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg), InlineData(SKEncodedImageFormat.Png), InlineData(SKEncodedImageFormat.Webp)]
    public void One_picture_in_other_sizes_and_formats_is_near(SKEncodedImageFormat format)
    {
        var image = ImageReader.Hash(Pictures.Make(1));
        Assert.Equal((480, 360), (image.Width, image.Height));
        Assert.True(image.Fingerprint.IsUsable);
        foreach (var (width, height) in new[] { (240, 180), (120, 90), (1600, 1200), (3000, 2250) })
        {
            var other = ImageReader.Hash(Pictures.Make(1, width, height, format, 60));
            Assert.Equal((width, height), (other.Width, other.Height));
            Assert.InRange(image.Fingerprint.Hash.Distance(other.Fingerprint.Hash), 0, PdqHash.SameImage);
        }
    }

    [Fact]
    public void Other_pictures_are_far()
    {
        var hashes = Enumerable.Range(0, 12).Select(seed => ImageReader.Hash(Pictures.Make(seed)).Fingerprint.Hash).ToArray();
        for (var i = 0; i < hashes.Length; i++)
            for (var j = 0; j < i; j++) Assert.True(hashes[i].Distance(hashes[j]) > 2 * PdqHash.SameImage);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void A_note_of_the_camera_counts_like_turned_pixels(byte orientation)
    {
        var stored = Pictures.Make(3, 320, 200);
        var noted = ImageReader.Hash(Pictures.WithOrientation(stored, orientation));
        using var pixels = SKBitmap.Decode(stored);
        using var upright = Turned(pixels, orientation);
        using var data = upright.Encode(SKEncodedImageFormat.Png, 100);
        var turned = ImageReader.Hash(data.ToArray());
        Assert.Equal((turned.Width, turned.Height), (noted.Width, noted.Height));
        for (var i = 0; i < 8; i++) Assert.InRange(turned.Fingerprint.Dihedral[i].Distance(noted.Fingerprint.Dihedral[i]), 0, PdqHash.SameImage);
        Assert.Equal(ImageReader.Hash(stored).Fingerprint.Hash, noted.AsStored.Hash);
    }

    // What the EXIF specification says of each value: where the stored row 0 and column 0 belong.
    static SKBitmap Turned(SKBitmap from, byte orientation)
    {
        var to = orientation >= 5 ? new SKBitmap(from.Height, from.Width) : new SKBitmap(from.Width, from.Height);
        for (var y = 0; y < from.Height; y++)
            for (var x = 0; x < from.Width; x++)
            {
                var (right, bottom) = (from.Width - 1 - x, from.Height - 1 - y);
                var (column, row) = orientation switch
                {
                    2 => (right, y), 3 => (right, bottom), 4 => (x, bottom), 5 => (y, x),
                    6 => (bottom, x), 7 => (bottom, right), 8 => (y, right), _ => (x, y),
                };
                to.SetPixel(column, row, from.GetPixel(x, y));
            }
        return to;
    }

    [Theory]
    [InlineData("", "image_format", 415)]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "image_format", 415)]
    [InlineData("BM12345678901234567890", "image_format", 415)]
    [InlineData("GIF89a", "image_damaged", 422)]
    [InlineData("RIFF0000WEBPVP8 ", "image_damaged", 422)]
    public void What_is_no_image_is_refused(string file, string code, int status) => AssertRefused(System.Text.Encoding.Latin1.GetBytes(file), code, status);

    [Fact]
    public void Damaged_files_are_refused()
    {
        var jpeg = Pictures.Make(4);
        AssertRefused(jpeg[..(jpeg.Length / 2)], "image_damaged", 422);
        AssertRefused(jpeg[..20], "image_damaged", 422);
        var png = Pictures.Make(4, format: SKEncodedImageFormat.Png);
        AssertRefused(png[..(png.Length / 2)], "image_damaged", 422);
        AssertRefused(Pictures.Png(100, 100), "image_damaged", 422);
    }

    [Theory]
    [InlineData(100_000, 10), InlineData(16_000, 16_000), InlineData(2_000_000_000, 2_000_000_000)]
    public void Huge_declared_sizes_are_refused_before_decoding(uint width, uint height)
    {
        var refused = Assert.Throws<ImageRefusedException>(() => ImageReader.Hash(Pictures.Png(width, height)));
        Assert.Contains(refused.Code, new[] { "image_dimensions", "image_damaged" });
    }

    [Fact]
    public void Too_small_and_flat_ones_say_so()
    {
        AssertRefused(Pictures.Flat(4, 40), "image_too_small", 422);
        var flat = ImageReader.Hash(Pictures.Flat()).Fingerprint;
        Assert.Equal(0, flat.Quality);
        Assert.False(flat.IsUsable);
    }

    static void AssertRefused(byte[] file, string code, int status)
    {
        var refused = Assert.Throws<ImageRefusedException>(() => ImageReader.Hash(file));
        Assert.Equal((code, status), (refused.Code, refused.Status));
    }
}
