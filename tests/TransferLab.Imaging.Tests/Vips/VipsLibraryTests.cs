using System.Reflection;
using System.Runtime.Loader;
using NetVips;
using TransferLab.Imaging.Tests.Support;
using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Tests.Vips;

public class VipsLibraryTests
{
    [Fact]
    public void Nothing_is_cached_and_libvips_brings_no_threads_of_its_own()
    {
        VipsLibrary.EnsureReady();
        Assert.Equal(1, NetVips.NetVips.Concurrency);
        Assert.Equal((0, 0), (Cache.Max, Cache.Size));
    }

    [Fact]
    public void Loaders_that_are_not_meant_for_files_of_strangers_are_blocked()
    {
        Assert.True(VipsLibrary.Has("csvload_source"));
        using var table = Source.NewFromMemory("1,2\n3,4\n"u8);
        Assert.Throws<VipsException>(() => Image.CsvloadSource(table));
        Assert.False(VipsLibrary.Has("no_such_operation"));
    }

    [Fact]
    public void A_library_that_does_not_load_is_one_error_that_says_what_where_and_what_to_do()
    {
        var broken = Path.Combine(Directory.CreateTempSubdirectory().FullName, VipsLibrary.FileName);
        File.WriteAllText(broken, "no library");
        var load = new WithoutLibvips(broken).LoadFromAssemblyName(typeof(ImageDecoder).Assembly.GetName())
            .GetType(typeof(ImageDecoder).FullName!)!.GetMethod(nameof(ImageDecoder.Load))!;
        string[] messages = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var thrown = Assert.Throws<TargetInvocationException>(() => load.Invoke(null, [TestPictures.Fixture("png_rgba.png"), null]));
            return Assert.IsType<DllNotFoundException>(thrown.InnerException).Message;
        })];
        Assert.Equal(messages[0], messages[1]);
        Assert.StartsWith("libvips, which reads and writes pictures, could not be loaded on ", messages[0], StringComparison.Ordinal);
        Assert.Contains(broken, messages[0], StringComparison.Ordinal);
        Assert.Contains($"{VipsLibrary.FileName} comes with the package NetVips.Native.", messages[0], StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(broken)!, recursive: true);
    }

    /// <summary>A second copy of the decoder and of NetVips within this process, which finds another file where libvips should be.</summary>
    private sealed class WithoutLibvips(string library) : AssemblyLoadContext("without libvips")
    {
        protected override Assembly? Load(AssemblyName name) =>
            name.Name is "TransferLab.Imaging" or "NetVips" ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll")) : null;

        protected override nint LoadUnmanagedDll(string name) => LoadUnmanagedDllFromPath(library);
    }
}
