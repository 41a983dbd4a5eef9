using TransferLab.Data;
using TransferLab.Testing;

namespace TransferLab.Tests.Data;

public sealed class ReadabilityCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReadabilityCheckTests()
    {
        for (var i = 0; i < 30; i++)
        {
            _folder.Add($"a/{i}.jpg");
            _folder.Add($"b/{i}.jpg");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unreadable_files_are_left_out_and_listed_in_order()
    {
        var data = ImageDataset.FromFolder(_folder.Path);

        var readable = Check(data, path => path.EndsWith("3.jpg", StringComparison.Ordinal) ? "is no image" : null);

        Assert.Equal(54, readable.Samples.Length);
        Assert.Equal(["a/3.jpg", "a/13.jpg", "a/23.jpg", "b/3.jpg", "b/13.jpg", "b/23.jpg"], readable.Skipped.Select(s => s.Path));
        Assert.All(readable.Skipped, s => Assert.Equal("is no image", s.Reason));
        Assert.Equal(60, data.Samples.Length);
    }

    [Fact]
    public void Empty_files_are_never_opened()
    {
        var empty = _folder.Add("a/empty.jpg", "");

        var readable = Check(ImageDataset.FromFolder(_folder.Path), path => path == empty ? throw new InvalidOperationException() : null);

        Assert.Equal(new SkippedImage("a/empty.jpg", "is empty (0 bytes)"), Assert.Single(readable.Skipped));
    }

    [Fact]
    public void A_pipe_among_the_images_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes lie in no folder on Windows");
        using (var process = System.Diagnostics.Process.Start("mkfifo", [_folder["a/pipe.jpg"]]))
            process.WaitForExit();

        var readable = Check(ImageDataset.FromFolder(_folder.Path), path => File.ReadAllBytes(path).Length > 0 ? null : "is no image");

        Assert.Equal("a/pipe.jpg", Assert.Single(readable.Skipped).Path);
    }

    [Fact]
    public void Input_output_errors_of_the_probe_are_reasons()
    {
        var readable = Check(ImageDataset.FromFolder(_folder.Path),
            path => path.EndsWith("a/7.jpg", StringComparison.Ordinal) ? throw new IOException("disk on fire") : null);

        Assert.Equal("disk on fire", Assert.Single(readable.Skipped).Reason);
    }

    [Fact]
    public void Strict_makes_an_unreadable_file_an_error_that_lists_it()
    {
        var error = Assert.Throws<DatasetException>(() => Check(
            ImageDataset.FromFolder(_folder.Path), path => path.EndsWith("a/7.jpg", StringComparison.Ordinal) ? "is no image" : null, strict: true));

        Assert.Contains("a/7.jpg: is no image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_non_images_and_a_class_without_images_are_errors()
    {
        var data = ImageDataset.FromFolder(_folder.Path);

        var none = Assert.Throws<DatasetException>(() => Check(data, _ => "is no image"));
        var half = Assert.Throws<DatasetException>(() => Check(data, p => p.Contains("/b/", StringComparison.Ordinal) ? "is no image" : null));

        Assert.Contains("None of the 60 files", none.Message, StringComparison.Ordinal);
        Assert.Contains("and 50 more", none.Message, StringComparison.Ordinal);
        Assert.Contains("'b'", half.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_the_check()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => ReadabilityCheck.Run(ImageDataset.FromFolder(_folder.Path), _ => null, cancellation: source.Token));
    }

    private static ImageDataset Check(ImageDataset data, Func<string, string?> probe, bool strict = false) =>
        ReadabilityCheck.Run(data, probe, strict, threads: 4, TestContext.Current.CancellationToken);
}
