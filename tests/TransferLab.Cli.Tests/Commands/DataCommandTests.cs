using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_exit_code_follows_what_was_found_and_what_counts()
    {
        var images = TinyImages.WriteFolders(_folder["images"], 12);
        Assert.Equal(0, (await Check(images, "--strict")).Exit);

        File.Copy(Path.Combine(images, "down", "0.png"), Path.Combine(images, "down", "named.jpg"));
        var warned = await Check(images);
        Assert.Equal(0, warned.Exit);
        Assert.Contains("wrong extension", warned.Output, StringComparison.Ordinal);
        Assert.Equal(4, (await Check(images, "--strict")).Exit);
        Assert.Equal(4, (await Check(images, "--fail-on", "warning")).Exit);

        File.WriteAllText(Path.Combine(images, "down", "broken.png"), "no pixels");
        Assert.Equal(4, (await Check(images)).Exit);
        Assert.Equal(0, (await Check(images, "--fail-on", "never")).Exit);
        Assert.Equal(2, (await Check(images, "--fail-on", "never", "--strict")).Exit);
        Assert.Equal(2, (await Check(images, "--near", "17")).Exit);
        Assert.Equal(2, (await Check(images, "--group-by", "(")).Exit);
        Assert.Equal(1, (await Check(_folder["nowhere"])).Exit);
    }

    [Fact]
    public async Task Json_has_the_documented_properties_and_the_page_is_written()
    {
        var images = TinyImages.WriteFolders(_folder["images"], 12);
        File.WriteAllText(Path.Combine(images, "down", "broken.png"), "no pixels");

        var result = await Check(images, "--json", "--html", _folder["page.html"]);

        Assert.Equal(4, result.Exit);
        var json = result.Json();
        Assert.Equal(["root", "roots", "format", "task", "files", "unlabelled", "isSplitGiven", "all", "classes", "problems", "errors", "warnings", "notes"], CliResult.Names(json));
        Assert.Equal(["label", "train", "validation", "test", "total"], CliResult.Names(json.GetProperty("classes")[0]));
        var problem = json.GetProperty("problems")[0];
        Assert.Equal(["kind", "severity", "message", "images"], CliResult.Names(problem));
        Assert.Equal(("unreadable", "error", "class-folders"), (problem.GetProperty("kind").GetString(), problem.GetProperty("severity").GetString(), json.GetProperty("format").GetString()));
        Assert.Contains("broken.png", File.ReadAllText(_folder["page.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_reads_several_folders_groups_them_and_forces_the_task()
    {
        TinyImages.WriteFolders(_folder["a"], 8);
        TinyImages.WriteFolders(_folder["b"], 4, seed: 2);
        File.Copy(_folder["a/down/0.png"], _folder["b/across/copy.png"]);

        var result = await CliResult.RunAsync("train", _folder["a"], _folder["b"], "--backbone", TinyBackbone.Write(_folder.Path), "--normalization", "tf", "--output", _folder["run"],
            "--feature-cache", "none", "--threads", "1", "--epochs", "2", "--group-by", "([ab]/)", "--task", "multi-label", "--json");

        Assert.Equal(0, result.Exit);
        Assert.Equal("multi-label", result.Json().GetProperty("task").GetString());
        Assert.Equal((24, 13), (result.Json().GetProperty("trainImages").GetInt32(), result.Json().GetProperty("validationImages").GetInt32()));
        Assert.Contains("The same bytes are there under different labels, 1 picture", result.Error, StringComparison.Ordinal);
    }

    private static Task<CliResult> Check(string images, params string[] more) => CliResult.RunAsync(["data", "check", images, .. more]);
}
