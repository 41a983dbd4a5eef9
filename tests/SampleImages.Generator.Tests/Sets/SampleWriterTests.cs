using SampleImages.Generator.Sets;
using TransferLab.Testing;

namespace SampleImages.Generator.Tests.Sets;

public class SampleWriterTests
{
    private static readonly Picture[] s_pictures = [.. SampleSets.MultiLabel(test: true).Take(3)];

    [Fact]
    public void A_set_is_the_same_bytes_every_time_and_replaces_what_was_there()
    {
        using var folder = new TemporaryFolder();
        folder.Add("set/part_9999.jpg");
        folder.Add("beside.txt");
        var set = folder["set"];
        SampleWriter.WriteSet(set, s_pictures, p => p.FileName, "image,labels\n", TextWriter.Null);
        var first = Read(set);
        SampleWriter.WriteSet(set, s_pictures, p => p.FileName, "image,labels\n", TextWriter.Null);
        Assert.Equal(["labels.csv", "part_0001.jpg", "part_0002.jpg", "part_0003.jpg"], first.Keys.Order(StringComparer.Ordinal));
        Assert.All(Read(set), f => Assert.True(f.Value.AsSpan().SequenceEqual(first[f.Key])));
        Assert.Equal(["beside.txt", "set"], Directory.EnumerateFileSystemEntries(folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        // Alone and in another order a picture is the same too.
        Assert.True(Photographer.Develop(s_pictures[2]).AsSpan().SequenceEqual(first["part_0003.jpg"]));
    }

    [Fact]
    public void The_table_has_a_line_per_picture_and_bars_between_labels()
    {
        var lines = SampleWriter.Table(SampleSets.MultiLabel(test: true)).Split('\n');
        Assert.Equal("image,labels", lines[0]);
        Assert.Equal(SampleSets.MultiLabelTest + 2, lines.Length);
        Assert.Contains(lines, l => l.EndsWith(".jpg,", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains('|', StringComparison.Ordinal));
    }

    private static Dictionary<string, byte[]> Read(string folder) =>
        Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
}
