using TransferLab.DataChecks;
using TransferLab.Imaging;
using TransferLab.Reports.Html.Data;
using TransferLab.Studies.Hints;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Reports.Tests.Html.Data;

public sealed class DataPagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_of_a_check_shows_its_findings()
    {
        for (var i = 0; i < 12; i++)
        {
            Picture($"cat/{i}.png", i);
            Picture($"dog/{i}.png", 100 + i);
        }
        File.Copy(_folder["cat/0.png"], _folder["dog/<copy> & more.png"]);
        _folder.Add("cat/broken.jpg", "no pixels");

        var page = Page.Parse(DataCheckPage.Render(DataCheck.Run(_folder.Path, cancellation: TestContext.Current.CancellationToken)));

        Assert.True(page.Descendants("img").Count() >= 2);
        Assert.Contains("dog/<copy> & more.png", page.Value, StringComparison.Ordinal);
        Assert.Contains("The same picture under different labels (1)", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_hints_shows_every_doubt_beside_its_neighbours()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, perClass: 14), null, TestContext.Current.CancellationToken);
        var report = DataHints.Find(result.Run, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEmpty(report.Hints);
        Assert.Equal(report.Hints.Count * 4, Page.Parse(HintPage.Render(report)).Descendants("img").Count());
    }

    private void Picture(string path, int number)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        using var image = RgbImage.Create(40, 30);
        new Random(number).NextBytes(image.Pixels);
        File.WriteAllBytes(_folder[path], image.EncodePng());
    }
}
