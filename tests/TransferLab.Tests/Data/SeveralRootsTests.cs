using TransferLab.Data;
using TransferLab.Testing;

namespace TransferLab.Tests.Data;

public sealed class SeveralRootsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_read_as_one_and_equal_labels_are_one_class()
    {
        foreach (var file in new[] { "home/cat/1.jpg", "home/dog/1.jpg", "away/2024/cat/1.jpg", "away/2024/fox/1.jpg" })
            _folder.Add(file);

        var data = Read("home", "away/2024");

        Assert.Equal(["cat", "dog", "fox"], data.Classes);
        Assert.Equal(_folder.Path, data.Root);
        Assert.Equal([_folder["home"], _folder["away/2024"]], data.Roots);
        Assert.Equal(["home/cat/1.jpg", "home/dog/1.jpg", "away/2024/cat/1.jpg", "away/2024/fox/1.jpg"], data.Samples.Select(s => s.DisplayPath));
        Assert.All(data.Samples, s => Assert.Equal(s.Path, Path.GetFullPath(Path.Combine(data.Root, s.DisplayPath))));
    }

    [Fact]
    public void Each_folder_has_its_own_layout_and_images_without_a_part_are_trained_on()
    {
        foreach (var file in new[] { "a/train/cat/1.jpg", "a/train/dog/1.jpg", "a/val/cat/2.jpg", "a/val/dog/2.jpg", "b/cat/3.jpg", "c/x.jpg" })
            _folder.Add(file);
        _folder.Add("c/labels.csv", "image,labels\nx.jpg,dog\n");

        var data = Read("a", "b", "c");
        var split = data.Split(0.5, 1);

        Assert.Equal(DatasetFormat.Mixed, data.Format);
        Assert.True(split.IsGiven);
        Assert.Equal(["a/train/cat/1.jpg", "a/train/dog/1.jpg", "b/cat/3.jpg", "c/x.jpg"], split.Train.Select(i => data.Samples[i].DisplayPath));
        Assert.Equal(2, split.Validation.Length);
    }

    [Fact]
    public void The_same_folder_twice_or_within_another_is_refused()
    {
        foreach (var file in new[] { "a/cat/1.jpg", "a/dog/1.jpg" })
            _folder.Add(file);
        Directory.CreateSymbolicLink(_folder["link"], _folder["a"]);

        Assert.Contains("given twice", Assert.Throws<DatasetException>(() => Read("a", "a/")).Message, StringComparison.Ordinal);
        Assert.Contains("given twice", Assert.Throws<DatasetException>(() => Read("a", "link")).Message, StringComparison.Ordinal);
        Assert.Contains("lies within", Assert.Throws<DatasetException>(() => Read("a", "a/cat")).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<DatasetException>(() => Read("a", "ab")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_whose_names_begin_alike_lie_apart()
    {
        foreach (var file in new[] { "set/cat/1.jpg", "set2/dog/1.jpg" })
            _folder.Add(file);

        Assert.Equal(["set/cat/1.jpg", "set2/dog/1.jpg"], ImageDataset.FromFolder(_folder["set"], new DatasetOptions { FurtherRoots = [_folder["set2"]], MinimumClasses = 1 }).Samples.Select(s => s.DisplayPath));
    }

    [Fact]
    public void A_link_into_another_folder_counts_once()
    {
        foreach (var file in new[] { "a/cat/1.jpg", "a/dog/1.jpg" })
            _folder.Add(file);
        Directory.CreateDirectory(_folder["b/cat"]);
        File.CreateSymbolicLink(_folder["b/cat/again.jpg"], _folder["a/cat/1.jpg"]);

        Assert.Equal(["a/cat/1.jpg", "a/dog/1.jpg"], Read("a", "b").Samples.Select(s => s.DisplayPath));
    }

    private ImageDataset Read(string first, params string[] further) =>
        ImageDataset.FromFolder(_folder[first], new DatasetOptions { FurtherRoots = [.. further.Select(f => _folder[f])] });
}
