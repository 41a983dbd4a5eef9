using System.Text.Json;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class PackageCommandTests(TrainedPackage trained) : IClassFixture<TrainedPackage>
{
    [Fact]
    public async Task Evaluate_json_has_the_documented_properties()
    {
        var result = await CliResult.RunAsync("evaluate", trained.Package, trained.Images, "--json", "--threads", "1");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        var json = result.Json();
        Assert.Equal(["images", "accuracy", "top5", "macroF1", "loss", "perClass", "confusion", "imagesPerSecond", "topK", "meanRocAuc", "calibrationError", "intervals"], CliResult.Names(json));
        Assert.Equal(["label", "precision", "recall", "f1", "support", "averagePrecision", "rocAuc"], CliResult.Names(json.GetProperty("perClass")[0]));
        Assert.Equal(18, json.GetProperty("images").GetInt32());
        var confusion = json.GetProperty("confusion").EnumerateArray().Select(r => r.EnumerateArray().Select(n => n.GetInt32()).ToArray()).ToArray();
        Assert.Equal(json.GetProperty("accuracy").GetDouble(), confusion.Select((row, i) => row[i]).Sum() / 18.0, 12);
        Assert.All(confusion, row => Assert.Equal(6, row.Sum()));
    }

    [Fact]
    public async Task Evaluate_writes_tables_curves_predictions_and_a_page()
    {
        using var folder = new TemporaryFolder();
        var result = await CliResult.RunAsync("evaluate", trained.Package, trained.Images, "--output", folder["out"], "--bootstrap", "50", "--tta", "--json");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        string[] files = ["calibration.csv", "confusion.csv", "curves.csv", "evaluation.html", "evaluation.json", "labels.csv", "predictions.csv"];
        Assert.Equal(files, Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(19, File.ReadAllLines(folder["out/predictions.csv"]).Length);
        Assert.Equal("image,labels,given,p:across,p:down,p:slant", File.ReadAllLines(folder["out/predictions.csv"])[0]);
        Assert.Contains("Reliability diagram", File.ReadAllText(folder["out/evaluation.html"]), StringComparison.Ordinal);
        var intervals = result.Json().GetProperty("intervals");
        Assert.Equal((50, 0.95), (intervals.GetProperty("resamples").GetInt32(), intervals.GetProperty("confidence").GetDouble()));
        Assert.InRange(result.Json().GetProperty("accuracy").GetDouble(), intervals.GetProperty("accuracy").GetProperty("low").GetDouble(), intervals.GetProperty("accuracy").GetProperty("high").GetDouble());
        var none = await CliResult.RunAsync("evaluate", trained.Package, trained.Images, "--bootstrap", "0", "--json");
        Assert.False(none.Json().TryGetProperty("intervals", out _));
        var wrong = await CliResult.RunAsync("evaluate", trained.Package, trained.Images, "--confidence", "1.5");
        Assert.Equal(2, wrong.Exit);
        Assert.Contains("--confidence", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_averages_views_when_asked_to()
    {
        var plain = await CliResult.RunAsync("predict", trained.Package, trained.Image);
        var averaged = await CliResult.RunAsync("predict", trained.Package, trained.Image, "--tta");
        Assert.Equal((0, 0), (plain.Exit, averaged.Exit));
        Assert.NotEqual(plain.Output, averaged.Output);
        Assert.Equal(1, averaged.Json().GetProperty("predictions").EnumerateArray().Sum(p => p.GetProperty("probability").GetDouble()), 1e-5);
    }

    [Fact]
    public async Task Evaluate_skips_lists_and_counts_unreadable_images()
    {
        using var folder = new TemporaryFolder();
        TinyImages.WriteFolders(folder["images"], 2);
        folder.Add("images/down/broken.png");
        var result = await CliResult.RunAsync("evaluate", trained.Package, folder["images"], "--json");
        Assert.Equal(0, result.Exit);
        Assert.Contains("skipped: down/broken.png", result.Error, StringComparison.Ordinal);
        Assert.Equal((6, 1), (result.Json().GetProperty("images").GetInt32(), result.Json().GetProperty("skippedImages").GetInt32()));
        var strict = await CliResult.RunAsync("evaluate", trained.Package, folder["images"], "--json", "--strict");
        Assert.Equal((1, ""), (strict.Exit, strict.Output));
    }

    [Fact]
    public async Task Evaluate_without_json_prints_tables()
    {
        var result = await CliResult.RunAsync("evaluate", trained.Package, trained.Images);
        Assert.Contains("18 images", result.Output, StringComparison.Ordinal);
        Assert.Contains("true \\ predicted", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public async Task Predict_prints_a_line_per_file_in_order_and_fails_at_the_end_for_unreadable_ones()
    {
        using var folder = new TemporaryFolder();
        var broken = folder.Add("broken.png");
        var missing = folder["missing.png"];
        string[] files = [trained.Image, broken, missing, trained.Image];
        var result = await CliResult.RunAsync(["predict", trained.Package, .. files, "--top", "2"]);
        Assert.Equal(3, result.Exit);
        var lines = result.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(files, lines.Select(l => l.GetProperty("image").GetString()));
        Assert.Equal(["image", "predictions"], CliResult.Names(lines[0]));
        Assert.Equal(["image", "error"], CliResult.Names(lines[1]));
        Assert.Equal(["image", "error"], CliResult.Names(lines[2]));
        Assert.Equal(2, lines[0].GetProperty("predictions").GetArrayLength());
        Assert.Equal(["label", "probability"], CliResult.Names(lines[0].GetProperty("predictions")[0]));
        Assert.Equal(lines[0].GetProperty("predictions").GetRawText(), lines[3].GetProperty("predictions").GetRawText());
    }

    [Fact]
    public async Task Predict_of_all_labels_adds_up_to_one()
    {
        var result = await CliResult.RunAsync("predict", trained.Package, trained.Image, "--top", "0", "--json");
        Assert.Equal(0, result.Exit);
        var probabilities = result.Json().GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("probability").GetSingle()).ToArray();
        Assert.Equal(3, probabilities.Length);
        Assert.Equal(1, probabilities.Sum(), 1e-5f);
        Assert.Equal(probabilities.OrderDescending(), probabilities);
    }

    [Fact]
    public async Task A_run_folder_is_as_good_as_its_package()
    {
        Assert.Equal((await CliResult.RunAsync("predict", trained.Package, trained.Image)).Output, (await CliResult.RunAsync("predict", trained.Result.Run, trained.Image)).Output);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("evaluate")]
    [InlineData("serve")]
    public async Task A_folder_that_is_no_package_is_an_error(string command)
    {
        using var folder = new TemporaryFolder();
        var result = await CliResult.RunAsync([command, folder.Path, .. command == "serve" ? Array.Empty<string>() : [trained.Images]]);
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("classifier.json", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("classifier.json")]
    [InlineData("golden/0.png")]
    public async Task A_damaged_package_is_refused(string file)
    {
        using var folder = new TemporaryFolder();
        foreach (var source in Directory.EnumerateFiles(trained.Package, "*", SearchOption.AllDirectories))
        {
            var target = folder[Path.GetRelativePath(trained.Package, source)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }
        var bytes = File.ReadAllBytes(folder[file]);
        File.WriteAllBytes(folder[file], bytes[..(bytes.Length / 2)]);
        var result = await CliResult.RunAsync("predict", folder.Path, trained.Image);
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "nonsense")]
    [InlineData("--urls", "https://127.0.0.1:0")]
    [InlineData("--urls", "http://127.0.0.1:0/path")]
    [InlineData("--max-request", "0")]
    [InlineData("--threads", "-1")]
    public async Task Serve_refuses_senseless_options(string option, string value)
    {
        var result = await CliResult.RunAsync("serve", trained.Package, option, value);
        Assert.Equal(2, result.Exit);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_when_the_port_is_taken_and_ends_well_when_interrupted()
    {
        var token = TestContext.Current.CancellationToken;
        using var host = CliProcess.Start("serve", trained.Package, "--urls", "http://127.0.0.1:0", "--threads", "1");
        await host.WaitForErrorAsync("Ctrl-C stops.", token);
        var address = host.Error.Split(" at ")[1].Split(": POST")[0];
        using var client = new HttpClient();
        Assert.True((await client.GetAsync(new Uri(address + "/health/ready"), token)).IsSuccessStatusCode);
        var second = await CliResult.RunAsync("serve", trained.Package, "--urls", address);
        Assert.Equal(1, second.Exit);
        Assert.Contains("in use", second.Error, StringComparison.Ordinal);
        Assert.Contains("--urls", second.Error, StringComparison.Ordinal);
        Assert.Single(second.Error.TrimEnd('\n').Split('\n'));
        host.Signal("INT");
        var ended = await host.EndAsync(token);
        Assert.Equal((0, ""), (ended.Exit, ended.Output));
    }
}
