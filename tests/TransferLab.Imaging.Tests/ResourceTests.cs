using System.Diagnostics;
using NetVips;
using TransferLab.Imaging.Tests.Support;
using TransferLab.Testing;

namespace TransferLab.Imaging.Tests;

/// <summary>Nothing native stays behind. In a collection of its own, because it counts what libvips holds for the whole process.</summary>
[Collection(nameof(ResourceTests))]
[CollectionDefinition(nameof(ResourceTests), DisableParallelization = true)]
public class ResourceTests
{
    [Fact]
    public void Two_thousand_loads_good_and_bad_leave_no_memory_and_no_open_files()
    {
        using var image = TestPictures.Smooth(160, 120);
        var folder = Directory.CreateTempSubdirectory();
        var files = new List<string>();
        foreach (var bytes in ImageDecoderTests.Encodings(image).SelectMany(b => (byte[][])[b, b[..(b.Length / 2)]]))
        {
            files.Add(Path.Combine(folder.FullName, files.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            File.WriteAllBytes(files[^1], bytes);
        }
        files.Add(TestPictures.Fixture("orientation_6.jpg"));
        files.Add(TestPictures.Fixture("png_rgba.png"));
        Round(200);
        _ = (OpenFiles(), Resident()); // what these load themselves must not count
        var (memory, allocations, open, resident) = (Stats.Mem, Stats.Allocations, OpenFiles(), Resident());

        Round(2000);

        Assert.Equal((memory, allocations), (Stats.Mem, Stats.Allocations));
        Assert.Equal(open, OpenFiles());

        // 2000 leaked decoder states or pixel buffers would be hundreds of megabytes; allocators keep a little.
        Assert.InRange(Resident() - resident, long.MinValue, 40 << 20);
        folder.Delete(recursive: true);

        void Round(int count)
        {
            for (var i = 0; i < count; i++)
            {
                try
                {
                    ImageDecoder.Load(files[i % files.Count]).Dispose();
                }
                catch (ImageDecodeException)
                {
                    // Every second file is cut in half.
                }
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    [Trait("Category", "Heavy")]
    public void Ten_thousand_loads_of_real_trouble_leave_no_memory_and_no_open_files()
    {
        Heavy.Require("loads ten thousand files");
        string[] files =
        [
            .. Directory.GetFiles(SharedData.Path("datasets/nasty")).Where(f => new FileInfo(f).Length < 130_000).Order(StringComparer.Ordinal),
            .. Directory.GetFiles(Path.GetDirectoryName(TestPictures.Fixture("x"))!).Order(StringComparer.Ordinal),
        ];
        var options = new DecodeOptions { ShrinkToAtLeast = 64 };
        int decoded = 0, refused = 0;
        Round(2 * files.Length);
        _ = (OpenFiles(), Resident());
        var (memory, open, resident) = (Stats.Mem, OpenFiles(), Resident());

        Round(10_000);

        Assert.Equal((memory, open), (Stats.Mem, OpenFiles()));
        Assert.InRange(Resident() - resident, long.MinValue, 64 << 20);
        Assert.True(decoded > 5_000 && refused > 500, $"{decoded} decoded, {refused} refused");

        void Round(int count)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
            {
                try
                {
                    ImageDecoder.Load(files[i % files.Length], options).Dispose();
                    Interlocked.Increment(ref decoded);
                }
                catch (ImageDecodeException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // Files by their path: pipes, sockets and events come and go with the test platform and the runtime's threads, and the runtime opens its own assemblies
    // when it first needs them.
    private static int OpenFiles() => OperatingSystem.IsLinux()
        ? Directory.GetFiles("/proc/self/fd")
            .Count(f => new FileInfo(f).LinkTarget is { } target && target.StartsWith('/') && !target.EndsWith(".dll", StringComparison.Ordinal))
        : 0;

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
