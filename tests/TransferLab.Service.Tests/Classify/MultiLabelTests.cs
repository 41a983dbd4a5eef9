using System.Net.Http.Json;
using System.Text.Json;
using TransferLab.Classifiers.Packaging;
using TransferLab.Imaging;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Service.Tests.Classify;

public sealed class MultiLabelTests
{
    [Fact]
    public async Task Labels_are_those_above_the_thresholds_that_training_has_tuned()
    {
        using var folder = new TemporaryFolder();
        var options = TinyRun.Options(folder) with { Images = TinyImages.WriteMultiLabel(folder["multi"], 120), Validation = 0.5, Epochs = 3 };
        var package = FineTuner.Train(options, cancellation: TestContext.Current.CancellationToken).Package;
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(package, ClassifierPackage.ConfigFile),
            TestContext.Current.CancellationToken));
        var thresholds = config.RootElement.GetProperty("label_names").EnumerateArray().Zip(config.RootElement.GetProperty("thresholds").EnumerateArray())
            .ToDictionary(p => p.First.GetString()!, p => p.Second.GetDouble(), StringComparer.Ordinal);
        await using var host = await RunningHost.StartAsync(new() { Package = package });
        var differs = 0;
        for (var i = 0; i < 20; i++)
        {
            using var image = TinyImages.Draw(i % 2 == 0 ? [i % 3] : [i % 3, (i + 1) % 3], 500 + i);
            var png = image.EncodePng();
            var answer = await (await host.PostImageAsync(png)).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            var probabilities = answer.GetProperty("predictions").EnumerateArray()
                .Select(p => (Label: p.GetProperty("label").GetString()!, Value: p.GetProperty("probability").GetDouble())).ToArray();
            var tuned = probabilities.Where(p => p.Value >= thresholds[p.Label]).Select(p => p.Label).ToArray();
            Assert.Equal("multi-label", answer.GetProperty("task").GetString());
            Assert.Equal(tuned, answer.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
            if (!tuned.SequenceEqual(probabilities.Where(p => p.Value >= 0.5).Select(p => p.Label)))
                differs++;
            // A threshold of the request takes their place.
            var high = await (await host.PostImageAsync(png, "/v1/classify?threshold=1"))
                .Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Empty(high.GetProperty("labels").EnumerateArray());
        }
        Assert.True(differs > 0, $"one half for every label would have passed as well as {string.Join(", ", thresholds)}");
    }
}
