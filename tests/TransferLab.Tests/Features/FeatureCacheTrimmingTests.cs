using TransferLab.Features;
using TransferLab.Testing;

namespace TransferLab.Tests.Features;

public sealed class FeatureCacheTrimmingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_used_longest_ago_go_until_the_rest_fits()
    {
        foreach (var (name, days) in ((string, int)[])[("old", 3), ("older", 5), ("new", 1), ("newer", 0)])
            File.SetLastWriteTimeUtc(_folder.Add($"{name}.features", new string('x', 100)), DateTime.UtcNow.AddDays(-days));
        FeatureCacheTrimming.Trim(_folder.Path, 250);
        Assert.Equal(["new.features", "newer.features"], Names());
        FeatureCacheTrimming.Trim(_folder.Path, 0);
        Assert.Empty(Names());
    }

    [Fact]
    public void Other_files_and_files_in_use_stay()
    {
        _folder.Add("notes.txt", new string('x', 100));
        using var cache = FeatureCache.Open(_folder.Path, new FeatureCacheKey("used"), 4);
        FeatureCacheTrimming.Trim(_folder.Path, 0);
        Assert.Equal(["notes.txt", "used.features"], Names());
    }

    [Fact]
    public void Private_files_of_killed_processes_go_those_of_living_ones_stay()
    {
        using var first = FeatureCache.Open(_folder.Path, new FeatureCacheKey("used"), 4);
        using var second = FeatureCache.Open(_folder.Path, new FeatureCacheKey("used"), 4);
        var living = Assert.Single(Directory.GetFiles(_folder.Path, "*.private"));
        _folder.Add("used.1-2.private");
        FeatureCacheTrimming.Trim(_folder.Path, long.MaxValue);
        Assert.Equal([living], Directory.GetFiles(_folder.Path, "*.private"));
    }

    [Fact]
    public void Opening_a_file_counts_as_using_it()
    {
        FeatureCache.Open(_folder.Path, new FeatureCacheKey("a"), 4).Dispose();
        FeatureCache.Open(_folder.Path, new FeatureCacheKey("b"), 4).Dispose();
        foreach (var name in (string[])["a", "b"])
            File.SetLastWriteTimeUtc(_folder[name + ".features"], DateTime.UtcNow.AddDays(name == "a" ? -2 : -1));
        FeatureCache.Open(_folder.Path, new FeatureCacheKey("a"), 4).Dispose();
        FeatureCacheTrimming.Trim(_folder.Path, 100);
        Assert.Equal(["a.features"], Names());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_left_alone() => FeatureCacheTrimming.Trim(_folder["none"], 0);

    private string[] Names() => [.. Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
