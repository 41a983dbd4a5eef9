using TransferLab.Files;
using TransferLab.Imaging;
using TransferLab.Reports.Html.Run;
using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Reports.Tests.Html.Run;

public sealed class HtmlRunReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_with_hostile_names_is_well_formed_loads_nothing_and_shows_them_as_text()
    {
        var root = Page.Parse(Render(SampleSummary.Single()));
        Page.CheckDrawings(root);
        var shown = SampleSummary.Hostile.Replace('\u0001', '\uFFFD');
        Assert.Contains(Page.Section(root, "By label").Descendants("th"), h => h.Value == shown);
        Assert.Contains(Page.Section(root, "Confusion matrix").Descendants("th"), h => h.Value.Contains(shown, StringComparison.Ordinal));
        Assert.Contains("broken <i>.jpg", Page.Section(root, "Files left out").Value, StringComparison.Ordinal);
        string[] sections = ["Training", "Confusion matrix", "By label", "Ranking", "Calibration", "Worst mistakes", "Gradients", "Learning-rate range test", "Commands", "What was frozen", "Settings", "Files left out", "Environment"];
        Assert.Equal(sections, root.Descendants("h2").Select(h => h.Value));
    }

    [Fact]
    public void Figures_tables_and_matrix_say_what_the_predictions_say()
    {
        var run = SampleSummary.Single("x", "y", "z");
        var root = Page.Parse(Render(run));
        Assert.Contains("Of 12 images held out, 9 get the right label.", root.Value, StringComparison.Ordinal);
        Assert.StartsWith($"Written by TransferLab {EnvironmentInfo.Version} for the run in ", root.Descendants("footer").Single().Value, StringComparison.Ordinal);
        Assert.Contains("epoch 3 of 5", root.Value, StringComparison.Ordinal);
        // Of twelve images every fourth is given as x; of those one is x.
        var matrix = Page.Section(root, "Confusion matrix").Descendants("tbody").Single().Elements("tr").Select(r => string.Join(' ', r.Elements("td").Select(d => d.Value)));
        Assert.Equal(["4 0 0", "1 3 0", "1 0 3"], matrix);
        var mistakes = Page.Section(root, "Worst mistakes");
        Assert.Equal(2, mistakes.Descendants("li").Count());
        Assert.All(mistakes.Descendants("li"), l => Assert.Contains("given as x (90.0 %)", l.Value, StringComparison.Ordinal));
        Assert.All(mistakes.Descendants("li"), l => Assert.Contains("picture not found", l.Value, StringComparison.Ordinal));
        var row = Page.Section(root, "By label").Descendants("tbody").Single().Elements("tr").ElementAt(1).Elements().Select(e => e.Value);
        Assert.Equal(["y", "1.000", "0.750", "0.857", "4"], row);
        Assert.Contains("transferlab train '/data/it'\\''s <here>' --backbone /models/tiny.onnx --freeze partial:1 --batch-size 8", Page.Section(root, "Commands").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_multi_label_run_shows_average_precision_and_no_matrix()
    {
        var root = Page.Parse(Render(SampleSummary.Multi()));
        Assert.DoesNotContain(root.Descendants("h2"), h => h.Value == "Confusion matrix");
        Assert.Contains(Page.Section(root, "By label").Descendants("th"), h => h.Value == "Average precision");
        var worst = Page.Section(root, "Worst mistakes").Descendants("li").Select(l => l.Value).ToList();
        Assert.Equal(2, worst.Count);
        Assert.Contains("missed: ", worst[0], StringComparison.Ordinal);
        Assert.Contains("no label", worst[1], StringComparison.Ordinal);
        Assert.Contains("wrongly given: b|c (60.0 %)", worst[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Thumbnails_are_small_and_at_most_twenty_four()
    {
        using var picture = RgbNoise(1600, 900);
        File.WriteAllBytes(_folder["big.jpg"], picture.EncodeJpeg(95));
        var run = SampleSummary.Single("x", "y");
        run = run with
        {
            Config = run.Config with { Dataset = run.Config.Dataset with { Root = _folder.Path } },
            Predictions = [.. Enumerable.Range(0, 60).Select(i => new ImagePrediction("big.jpg", [0], [0.01 * (i % 40), 1 - 0.01 * (i % 40)]))],
        };
        var html = Render(run);
        Assert.InRange(html.Length, 10_000, 2_000_000);
        var images = Page.Section(Page.Parse(html), "Worst mistakes").Descendants("img").ToList();
        Assert.Equal(24, images.Count);
        var info = Imaging.ImageDecoder.ReadInfo(Convert.FromBase64String(images[0].Attribute("src")!.Value.Split(',')[1]));
        Assert.Equal((160, 90), (info.Width, info.Height));
    }

    [Fact]
    public void Nothing_wrong_nothing_logged_and_no_epoch_is_a_page_too()
    {
        var run = SampleSummary.Single("x", "y") with { Metrics = [], Gradients = [], RangeTest = [], Predictions = [new("a.png", [1], [0.2, 0.8])] };
        var root = Page.Parse(Render(run));
        Assert.Contains("all 1 images held out are labelled right", root.Value, StringComparison.Ordinal);
        Page.Parse(Render(run with { Predictions = [] }));
    }

    [Fact]
    public void Many_epochs_and_labels_stay_a_page_of_moderate_size()
    {
        string[] labels = [.. Enumerable.Range(0, 300).Select(i => $"label number {i}")];
        var run = SampleSummary.Single(labels) with
        {
            Metrics = [.. Enumerable.Range(1, 20_000).Select(e => new EpochMetrics { Epoch = e, Step = e, TrainLoss = Math.Sin(e) + 2, ValidationLoss = e == 500 ? double.NaN : 3, ValidationAccuracy = 0.5, LearningRate = 1e-3 / e })],
            Predictions = [.. Enumerable.Range(0, 300).Select(i => new ImagePrediction("a.png", [i], [.. labels.Select((_, l) => l == (i + 1) % 300 ? 1.0 : 0)]))],
        };
        var html = Render(run);
        Assert.True(html.Length < 500_000, $"{html.Length} characters");
        var root = Page.Parse(html);
        Page.CheckDrawings(root);
        Assert.Equal(40, Page.Section(root, "Confusion matrix").Descendants("tbody").Single().Elements("tr").Count());
    }

    [Fact]
    public void The_file_replaces_an_earlier_one_whole()
    {
        _folder.Add("report.html", "earlier");
        var path = new HtmlRunReport().Export(SampleSummary.Single(), _folder.Path, Token);
        Assert.Equal(Render(SampleSummary.Single()), File.ReadAllText(path));
        Assert.Equal(["report.html"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private static string Render(RunSummary run) => HtmlRunReport.Render(run, Token);

    private static Imaging.RgbImage RgbNoise(int width, int height)
    {
        var image = Imaging.RgbImage.Create(width, height);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }
}
