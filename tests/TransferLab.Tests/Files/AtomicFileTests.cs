using TransferLab.Files;
using TransferLab.Testing;

namespace TransferLab.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_whole_and_replaces_the_one_before()
    {
        AtomicFile.WriteText(_folder["a.txt"], "first");
        AtomicFile.WriteText(_folder["a.txt"], "ночь");

        Assert.Equal("ночь", File.ReadAllText(_folder["a.txt"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_full_disk_leaves_what_was_there_and_nothing_else(bool existed)
    {
        if (existed)
            AtomicFile.WriteText(_folder["a.txt"], "first");

        Assert.Throws<IOException>(() => AtomicFile.Write(_folder["a.txt"], stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException("No space left on device");
        }));

        Assert.Equal(existed ? ["a.txt"] : [], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        if (existed)
            Assert.Equal("first", File.ReadAllText(_folder["a.txt"]));
    }

    [Fact]
    public void A_folder_is_built_whole()
    {
        AtomicDirectory.Write(_folder["deep/package"], temporary =>
        {
            Assert.False(Directory.Exists(_folder["deep/package"]));
            File.WriteAllText(Path.Combine(temporary, "model.onnx"), "m");
            Directory.CreateDirectory(Path.Combine(temporary, "golden"));
            File.WriteAllText(Path.Combine(temporary, "golden", "1.jpg"), "p");
            File.SetAttributes(Path.Combine(temporary, "golden", "1.jpg"), FileAttributes.ReadOnly);
        });

        Assert.Equal("p", File.ReadAllText(_folder["deep/package/golden/1.jpg"]));
        File.SetAttributes(_folder["deep/package/golden/1.jpg"], FileAttributes.Normal);
        Assert.Single(Directory.GetFileSystemEntries(_folder["deep"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_whose_building_fails_leaves_what_was_there_and_nothing_else(bool existed)
    {
        if (existed)
            _folder.Add("package/old", "old");

        Assert.Throws<IOException>(() => AtomicDirectory.Write(_folder["package"], temporary =>
        {
            File.WriteAllText(Path.Combine(temporary, "model.onnx"), "half");
            throw new IOException("No space left on device");
        }, mayReplace: _ => true));

        Assert.Equal(existed ? ["package"] : [], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        if (existed)
            Assert.Equal("old", File.ReadAllText(_folder["package/old"]));
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_replaced_only_when_allowed()
    {
        _folder.Add("package/precious");
        Directory.CreateDirectory(_folder["empty"]);

        Assert.Throws<IOException>(() => AtomicDirectory.Write(_folder["package"], _ => Assert.Fail("built")));
        Assert.Throws<IOException>(() => AtomicDirectory.Write(_folder["package"], _ => Assert.Fail("built"), _ => false));
        Assert.Throws<IOException>(() => AtomicDirectory.Write(_folder["package/precious"], _ => Assert.Fail("built"), _ => true));
        AtomicDirectory.Write(_folder["empty"], t => File.WriteAllText(Path.Combine(t, "new"), ""));
        AtomicDirectory.Write(_folder["package"], t => File.WriteAllText(Path.Combine(t, "new"), ""), p => File.Exists(Path.Combine(p, "precious")));

        Assert.True(File.Exists(_folder["empty/new"]));
        Assert.Equal(["new"], Directory.GetFileSystemEntries(_folder["package"]).Select(Path.GetFileName));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }
}
