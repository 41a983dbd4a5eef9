using TransferLab.Classifiers.Packaging;
using TransferLab.Pictures;
using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Classifiers.Packaging;

public sealed class BareSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Uint8_pixels_fed_to_a_bare_session_get_the_classifiers_probabilities()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, "partial:1"), null, TestContext.Current.CancellationToken);
        var files = Directory.GetFiles(Path.Combine(_folder["images"], "slant"));
        using var classifier = ImageClassifier.Load(result.Package, new ImageClassifierOptions { Threads = 1 });
        var (height, width) = (classifier.Geometry.Height, classifier.Geometry.Width);

        // All that another client would have: the file model.onnx, and pixels of its input size.
        using var session = new InferenceSession(Path.Combine(result.Package, "model.onnx"), new SessionSettings { Threads = 1 });
        using var pixels = OrtValue.Allocate<byte>(files.Length, height, width, 3);
        for (var i = 0; i < files.Length; i++)
            ImageReader.Read(files[i], classifier.Geometry, pixels.Span<byte>().Slice(i * height * width * 3, height * width * 3));
        var outputs = session.Run([new("image", pixels)], ["probabilities", "logits"], TestContext.Current.CancellationToken);
        using var probabilities = outputs[0];
        using var logits = outputs[1];

        Assert.Equal([files.Length, 3], probabilities.Dims.ToArray());
        for (var i = 0; i < files.Length; i++)
        {
            var expected = classifier.Score(File.ReadAllBytes(files[i]));
            for (var k = 0; k < 3; k++)
            {
                Assert.Equal(expected.Probabilities[k], probabilities.Span<float>()[i * 3 + k], 1e-5f);
                Assert.Equal(expected.Logits[k], logits.Span<float>()[i * 3 + k], 1e-4f);
            }
        }
    }

    [Fact]
    public void The_description_holds_every_documented_field()
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, epochs: 1), null, TestContext.Current.CancellationToken);
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "package-format.md"));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(result.Package, ClassifierPackage.ConfigFile)));
        foreach (var field in json.RootElement.EnumerateObject())
        {
            var parts = field.Value.ValueKind == System.Text.Json.JsonValueKind.Object ? field.Value.EnumerateObject().Select(p => $"{field.Name}.{p.Name}") : [field.Name];
            foreach (var name in parts)
                Assert.Contains($"`{name}`", page, StringComparison.Ordinal);
        }
    }
}
