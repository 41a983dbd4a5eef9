using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Runs;

public sealed class RunSummaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear-probe", AugmentationLevel.Auto, false)]
    [InlineData("partial:1", AugmentationLevel.Light, true)]
    [InlineData("lp-ft", AugmentationLevel.Auto, true)]
    public void Predictions_of_a_finished_run_give_the_scores_of_its_validation(string freeze, AugmentationLevel augmentation, bool augmented)
    {
        var result = FineTuner.Train(TinyRun.Options(_folder, freeze) with { Augmentation = augmentation }, null, Token);
        var run = RunSummaryReader.Read(result.Run);
        Assert.Equal(result.ValidationImages, run.Predictions.Count);
        Assert.Equal(result.Validation.Accuracy, run.SingleLabel!.Accuracy, 1e-12);
        Assert.Equal(result.Validation.MacroF1, run.SingleLabel.MacroF1, 1e-12);
        Assert.Equal(result.Validation.Loss, run.SingleLabel.Loss, 2e-5);
        Assert.Equal(result.Validation.Accuracy, run.Best!.ValidationAccuracy);
        Assert.Equal(result.Validation.Loss, run.Best.ValidationLoss);
        Assert.Null(run.MultiLabel);
        Assert.All(run.Predictions, p =>
        {
            Assert.Equal(1, p.Probabilities.Sum(), 1e-12);
            Assert.True(File.Exists(Path.Combine(run.Config.Dataset.Root, p.Image)));
            Assert.StartsWith(run.Labels[p.Labels[0]] + "/", p.Image, StringComparison.Ordinal);
        });
        Assert.Equal(8, run.Samples.Count);
        Assert.All(run.Samples, s => Assert.Equal(augmented, s.IsAugmented));
        // Steps count over all phases.
        Assert.Equal(run.Metrics.Select(m => m.Step).Order(), run.Metrics.Select(m => m.Step));
        Assert.Equal(run.Metrics.Count, run.Metrics.Select(m => m.Step).Distinct().Count());
    }

    [Fact]
    public void Predictions_of_a_multi_label_run_give_the_scores_of_its_validation()
    {
        var options = TinyRun.Options(_folder, perClass: 1) with { Images = TinyImages.WriteMultiLabel(_folder["multi"], 40), Freeze = FreezePolicy.Parse("full"), Epochs = 3 };
        var result = FineTuner.Train(options, null, Token);
        var run = RunSummaryReader.Read(result.Run);
        Assert.Equal(LearningTask.MultiLabel, result.Task);
        Assert.Equal(result.Validation.Accuracy, run.MultiLabel!.MeanAveragePrecision, 1e-9);
        Assert.Equal(result.Validation.MacroF1, run.MultiLabel.MacroF1, 1e-9);
        Assert.Equal(result.Validation.Loss, run.MultiLabel.Loss, 2e-5);
        Assert.Equal(run.Best!.ValidationAccuracy!.Value, run.MultiLabel.SubsetAccuracy, 1e-12);
        Assert.Null(run.SingleLabel);
        Assert.Equal(result.Validation.Loss, run.Predictions.Average(p => p.BinaryCrossEntropy), 2e-5);
    }

    [Fact]
    public void Gradients_and_range_test_are_read_where_they_are_there()
    {
        var folder = Finished();
        Assert.Equal(["head"], RunSummaryReader.Read(folder).Gradients.Select(g => g.Group).Distinct());
        Assert.Empty(RunSummaryReader.Read(folder).RangeTest);
        File.WriteAllText(Path.Combine(folder, "gradients.csv"), "epoch,group,meanNorm,maxNorm\n1,stem,0.5,1\n1,head,2,NaN\n2,ste");
        File.WriteAllText(Path.Combine(folder, "learning-rates.csv"), "rate,loss,smoothedLoss\n1E-05,1.1,1.2\n");
        var run = RunSummaryReader.Read(folder);
        Assert.Equal([new(1, "stem", 0.5, 1), new(1, "head", 2, double.NaN)], run.Gradients);
        Assert.Equal([new(1e-5, 1.1, 1.2)], run.RangeTest);
    }

    [Theory]
    [InlineData("gradients.csv", "epoch,group\n1,stem\n", "meanNorm")]
    [InlineData("gradients.csv", "epoch,group,meanNorm,maxNorm\nx,stem,1,1\n", "line 2")]
    [InlineData("gradients.csv", "epoch,group,meanNorm,maxNorm\n1,stem,1\n", "line 2")]
    [InlineData("learning-rates.csv", "rate,loss,smoothedLoss\n1,\"a,2\n", "damaged")]
    [InlineData("predictions.csv", "image,labels,p:other\na.png,other,1\n", "other labels")]
    [InlineData("predictions.csv", "image,labels,p:across,p:down,p:slant\na.png,across|down,1,0,0\n", "exactly one")]
    [InlineData("predictions.csv", "image,labels,p:across,p:down,p:slant\na.png,nowhere,1,0,0\n", "does not know")]
    [InlineData("predictions.csv", "image,labels,p:across,p:down,p:slant\na.png,across,2,0,0\n", "no probability")]
    [InlineData("predictions.csv", "image,labels,p:across,p:down,p:slant\na.png,across,NaN,0,0\n", "no probability")]
    [InlineData("result.json", "{", "no valid result")]
    [InlineData("result.json", "null", "no valid result of a run: the file holds 'null'")]
    [InlineData("config.json", "[]", "no valid configuration")]
    public void A_damaged_file_is_an_error_that_names_it(string file, string contents, string says)
    {
        var folder = Finished();
        File.WriteAllText(Path.Combine(folder, file), contents);
        var e = Assert.ThrowsAny<InputException>(() => RunSummaryReader.Read(folder));
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_never_crash()
    {
        var folder = Finished();
        var random = new Random(5);
        foreach (var file in (string[])["predictions.csv", "result.json", "metrics.csv"])
        {
            var path = Path.Combine(folder, file);
            var whole = File.ReadAllBytes(path);
            for (var i = 0; i < 150; i++)
            {
                var bytes = whole[..random.Next(whole.Length + 1)];
                for (var m = random.Next(4); m > 0 && bytes.Length > 0; m--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(path, bytes);
                try
                {
                    Assert.NotNull(RunSummaryReader.Read(folder).Labels);
                }
                catch (InputException e)
                {
                    Assert.Contains(folder, e.Message, StringComparison.Ordinal);
                }
            }
            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public void A_folder_without_a_finished_run_is_an_error()
    {
        Assert.Contains("does not exist", Assert.Throws<RunException>(() => RunSummaryReader.Read(_folder["none"])).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run", Assert.Throws<RunException>(() => RunSummaryReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
        var folder = Finished();
        File.Delete(Path.Combine(folder, "result.json"));
        Assert.Contains("Resume", Assert.Throws<RunException>(() => RunSummaryReader.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_labels_come_back_from_the_file_and_probabilities_to_the_bit()
    {
        var random = new Random(3);
        const string letters = "ab|\\,\"\n\r p:é日";
        for (var round = 0; round < 50; round++)
        {
            string[] labels = [.. Enumerable.Range(0, 4).Select(i => i + string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => letters[random.Next(letters.Length)])))];
            ImagePrediction[] all = [.. Enumerable.Range(0, 5).Select(i => new ImagePrediction($"{i},\"x\".png", [.. Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0)], [.. labels.Select(_ => random.NextDouble() * Math.Pow(10, -random.Next(200)))]))];
            PredictionsFile.Write(_folder["p.csv"], labels, all);
            var read = PredictionsFile.Read(_folder["p.csv"], labels, isMultiLabel: true);
            Assert.Equal(all.Length, read.Count);
            foreach (var (a, b) in all.Zip(read))
            {
                Assert.Equal(a.Image, b.Image);
                Assert.Equal(a.Labels, b.Labels);
                Assert.Equal(a.Probabilities, b.Probabilities);
            }
        }
    }

    private string Finished() => FineTuner.Train(TinyRun.Options(_folder, epochs: 1), null, Token).Run;
}
