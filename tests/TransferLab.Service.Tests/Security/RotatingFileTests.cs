using TransferLab.Service.Security;
using TransferLab.Testing;

namespace TransferLab.Service.Tests.Security;

public sealed class RotatingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void No_line_is_lost_and_no_file_passes_the_limit()
    {
        var file = new RotatingFile(_folder["audit"], 100, 50);
        Parallel.For(0, 200, i => file.Append($"line {i:000}"));
        var files = Directory.GetFiles(_folder.Path);
        // Eleven lines of nine bytes fit into a hundred.
        Assert.Equal(19, files.Length);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 100));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"line {i:000}"), files.SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_oldest_files_go_and_the_rest_is_in_order()
    {
        var file = new RotatingFile(_folder["audit"], 10, 2);
        for (var i = 0; i < 9; i++)
            file.Append($"line {i}");
        Assert.Equal(["line 8"], File.ReadAllLines(_folder["audit"]));
        Assert.Equal(["line 7"], File.ReadAllLines(_folder["audit.1"]));
        Assert.Equal(["line 6"], File.ReadAllLines(_folder["audit.2"]));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_line_longer_than_the_limit_is_whole_and_a_file_that_cannot_move_grows()
    {
        var file = new RotatingFile(_folder["audit"], 10, 1);
        file.Append(new string('x', 50));
        Assert.Equal(51, new FileInfo(_folder["audit"]).Length);
        // Where the old file should be lies a folder.
        Directory.CreateDirectory(_folder["audit.1"]);
        file.Append("next");
        Assert.Equal([new string('x', 50), "next"], File.ReadAllLines(_folder["audit"]));
    }

    public void Dispose() => _folder.Dispose();
}
