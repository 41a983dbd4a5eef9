using System.Text.Json;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_is_one_object_with_the_documented_properties()
    {
        var images = TinyImages.WriteFolders(_folder["images"], 6);
        File.WriteAllText(Path.Combine(images, "down", "broken.jpg"), "no pixels");
        var result = await Train("--json");
        Assert.Equal(0, result.Exit);
        var json = result.Json();
        Assert.Equal(["run", "package", "task", "labels", "trainImages", "validationImages", "skippedImages", "trainableParameters", "totalParameters", "epochs", "validation", "seconds", "trainImagesPerSecond"],
            CliResult.Names(json));
        Assert.Equal(["accuracy", "macroF1", "loss"], CliResult.Names(json.GetProperty("validation")));
        Assert.Equal("single-label", json.GetProperty("task").GetString());
        Assert.Equal(TinyImages.Labels, json.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        Assert.Equal((15, 3, 1), (Int(json, "trainImages"), Int(json, "validationImages"), Int(json, "skippedImages")));
        Assert.Equal(3, Int(json, "epochs"));
        // Weights and bias of the head on 24 features.
        Assert.Equal(3 * 24 + 3, Int(json, "trainableParameters"));
        Assert.Contains("broken.jpg", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(json.GetProperty("package").GetString()!, "model.onnx")));
    }

    [Fact]
    public async Task Head_and_rates_of_the_command_line_reach_the_run()
    {
        TinyImages.WriteFolders(_folder["images"], 6);
        var result = await Train("--freeze", "bias-norm", "--head", "5,gelu,dropout=0.1", "--layer-decay", "0.5", "--backbone-lr-multiplier", "2", "--json");
        Assert.Equal(0, result.Exit);
        // Scale and shift of five batch normalisations; then 24 features, 5 hidden units, 3 labels.
        Assert.Equal(2 * (8 + 16 + 16 + 8 + 24) + 25 * 5 + 6 * 3, Int(result.Json(), "trainableParameters"));
        var config = File.ReadAllText(Path.Combine(_folder["run"], "config.json"));
        foreach (var setting in (string[])["\"head\": \"5,gelu,dropout=0.1\"", "\"layer-decay\": \"0.5\"", "\"backbone-lr-multiplier\": \"2\""])
            Assert.Contains(setting, config, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_run_holds_what_is_documented_and_no_cache()
    {
        TinyImages.WriteFolders(_folder["images"], 6);
        Assert.Equal(0, (await Train()).Exit);
        Assert.Equal([".lock", "checkpoints", "classifier", "config.json", "events", "gradients.csv", "metrics.csv", "predictions.csv", "report.html", "result.json", "samples"],
            Directory.EnumerateFileSystemEntries(_folder["run"]).Select(e => Path.GetFileName(e)!).Select(n => n.StartsWith("events.out.tfevents.", StringComparison.Ordinal) ? "events" : n).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_words_all_and_auto_stand_for_numbers_and_a_range_test_shows_its_curve()
    {
        TinyImages.WriteFolders(_folder["images"], 6);
        var result = await Train("--batch-size", "ALL", "--learning-rate", "auto", "--warm-up", "0.2", "--ema", "0.9", "--on-bad-gradients", "warn");
        Assert.Equal(0, result.Exit);
        Assert.Contains("Learning-rate range test", result.Error, StringComparison.Ordinal);
        Assert.Contains("  loss ", result.Error, StringComparison.Ordinal);
        var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder["run"], "config.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(0, Int(config, "batchSize"));
        Assert.True(config.GetProperty("pickedLearningRate").GetDouble() > 0);
        var settings = config.GetProperty("settings");
        Assert.Equal(["0.9", "auto", "Warn", "0.2"], ((string[])["ema", "learning-rate", "on-bad-gradients", "warm-up"]).Select(n => settings.GetProperty(n).GetString()));
        Assert.True(File.Exists(Path.Combine(_folder["run"], "learning-rates.csv")));
    }

    [Fact]
    public async Task Strict_makes_an_unreadable_image_an_error()
    {
        var images = TinyImages.WriteFolders(_folder["images"], 6);
        File.WriteAllText(Path.Combine(images, "down", "broken.jpg"), "no pixels");
        var result = await Train("--strict");
        Assert.Equal(1, result.Exit);
        Assert.Contains("broken.jpg", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("one-class", "class")]
    [InlineData("empty-class", "slant")]
    [InlineData("no-images", "readable image")]
    public async Task A_folder_that_cannot_be_trained_on_is_an_error_that_writes_nothing(string kind, string says)
    {
        var images = _folder["images"];
        if (kind is "one-class" or "empty-class")
            TinyImages.WriteFolders(images, 4);
        if (kind == "one-class")
            foreach (var label in (string[])["across", "slant"])
                Directory.Delete(Path.Combine(images, label), recursive: true);
        if (kind == "empty-class")
            foreach (var file in Directory.GetFiles(Path.Combine(images, "slant")))
                File.Delete(file);
        if (kind == "no-images")
        {
            _folder.Add("images/a/text.jpg");
            _folder.Add("images/b/text.jpg");
        }
        var result = await Train("--json");
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.StartsWith("transferlab: ", result.Error.Split('\n')[^2], StringComparison.Ordinal);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task A_truncated_model_is_an_error_that_writes_nothing()
    {
        TinyImages.WriteFolders(_folder["images"], 4);
        var backbone = TinyBackbone.Write(_folder.Path);
        File.WriteAllBytes(backbone, File.ReadAllBytes(backbone)[..2000]);
        var result = await Run("train", _folder["images"], "--backbone", backbone, "--output", _folder["run"], "--feature-cache", "none");
        Assert.Equal(1, result.Exit);
        Assert.Contains("tiny.onnx", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task An_operator_without_gradient_is_named_with_the_cut_point_that_works()
    {
        TinyImages.WriteFolders(_folder["images"], 4);
        var backbone = TinyBackbone.Write(_folder.Path, "Cosh");
        var result = await Run("train", _folder["images"], "--backbone", backbone, "--normalization", "tf", "--freeze", "full", "--output", _folder["run"], "--feature-cache", "none");
        Assert.Equal(1, result.Exit);
        Assert.Contains("Cosh", result.Error, StringComparison.Ordinal);
        Assert.Contains("--freeze ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("--epochs", "many", "--epochs")]
    [InlineData("--epochs", "0", "--epochs 0 is out of range")]
    [InlineData("--learning-rate", "0,1", "--learning-rate")]
    [InlineData("--learning-rate", "NaN", "--learning-rate")]
    [InlineData("--learning-rate", "fast", "'auto'")]
    [InlineData("--batch-size", "0", "--batch-size 0 is out of range: 1 to 65536, or all")]
    [InlineData("--batch-size", "some", "'all'")]
    [InlineData("--accumulate", "0", "--accumulate 0")]
    [InlineData("--warm-up", "1", "--warm-up 1")]
    [InlineData("--ema", "1.5", "--ema 1.5")]
    [InlineData("--on-bad-gradients", "ignore", "stop, warn")]
    [InlineData("--optimizer", "magic", "adamw")]
    [InlineData("--schedule", "magic", "one-cycle")]
    [InlineData("--freeze", "magic", "partial:N")]
    [InlineData("--freeze", "partial:99", "stem")]
    [InlineData("--freeze", "gradual:0", "gradual:2")]
    [InlineData("--freeze", "tensors:block2.conv.wait", "'block2.conv.weight'")]
    [InlineData("--head", "256,magic", "leaky-relu")]
    [InlineData("--head", "dropout=1", "dropout=RATE")]
    [InlineData("--layer-decay", "0", "--layer-decay 0 is out of range")]
    [InlineData("--backbone-lr-multiplier", "-1", "--backbone-lr-multiplier -1 is out of range")]
    [InlineData("--weight-decay", "-1", "--weight-decay")]
    [InlineData("--layout", "hwcn", "nchw")]
    [InlineData("--resize", "0", "crop")]
    [InlineData("--mean", "a,b", "--mean")]
    [InlineData("--validation", "1", "--validation")]
    [InlineData("--seed", "-1", "--seed")]
    [InlineData("--feature-cache-size", "-1", "--feature-cache-size")]
    [InlineData("--no-such", "1", "--no-such")]
    public async Task A_senseless_option_is_a_usage_error_that_names_it(string option, string value, string says)
    {
        TinyImages.WriteFolders(_folder["images"], 2);
        var result = await Train(option, value);
        Assert.Equal((2, ""), (result.Exit, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task Resume_takes_no_other_option_and_no_folder_without_a_run()
    {
        var other = await Run("train", "--resume", _folder.Path, "--epochs", "3");
        Assert.Equal(2, other.Exit);
        Assert.Contains("--epochs", other.Error, StringComparison.Ordinal);
        var none = await Run("train", "--resume", _folder.Path);
        Assert.Equal(1, none.Exit);
        Assert.Contains("holds no run", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_a_run_is_not_overwritten()
    {
        TinyImages.WriteFolders(_folder["images"], 4);
        Assert.Equal(0, (await Train()).Exit);
        var again = await Train();
        Assert.Equal(1, again.Exit);
        Assert.Contains("--resume", again.Error, StringComparison.Ordinal);
    }

    private static int Int(JsonElement o, string name) => o.GetProperty(name).GetInt32();

    private static Task<CliResult> Run(params string[] args) => CliResult.RunAsync(args);

    [Fact]
    public async Task The_comparison_to_try_next_is_of_the_same_pictures_and_backbone()
    {
        TinyImages.WriteFolders(_folder["images"], 6);
        var result = await Train("--validation", "0.3", "--group-by=(-?[0-9]+)", "--mean", "0.5,0.4,0.3");
        Assert.Equal(0, result.Exit);
        var line = result.Output.Split('\n').Single(l => l.StartsWith("compare ", StringComparison.Ordinal));
        foreach (var words in (string[])[$"compare {_folder["images"]} ", "--backbone /", "--normalization tf", "--mean 0.5,0.4,0.3", "--validation 0.3", "--group-by '(-?[0-9]+)'", $"--output {_folder["run"]}-compared"])
            Assert.Contains(words, line, StringComparison.Ordinal);
    }

    private Task<CliResult> Train(params string[] more) => Run(["train", _folder["images"], "--backbone", TinyBackbone.Write(_folder.Path), "--normalization", "tf", "--output", _folder["run"],
        "--feature-cache", "none", "--threads", "1", .. more.Contains("--epochs") ? more : ["--epochs", "3", .. more]]);
}
