using System.Text.Json;
using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class ClassificationMetricsTests
{
    [Fact]
    public void Report_is_what_a_hand_calculates()
    {
        // Truth a a a b b c; predictions a a b b c c. Class d never occurs.
        int[] labels = [0, 0, 0, 1, 1, 2], predictions = [0, 0, 1, 1, 2, 2];
        var logits = predictions.SelectMany(p => Enumerable.Range(0, 4).Select(c => c == p ? 2f : 0f)).ToArray();

        var report = ClassificationMetrics.Compute(logits, labels, ["a", "b", "c", "d"]);

        var sum = Math.Log(Math.Exp(2) + 3);
        Assert.Equal(6, report.Images);
        Assert.Equal(4.0 / 6, report.Accuracy, 1e-12);
        Assert.Equal(1, report.Top5);
        Assert.Equal((4 * (sum - 2) + 2 * sum) / 6, report.Loss, 1e-9);
        Assert.Equal(new ClassScore("a", 1, 2.0 / 3, 0.8, 3), report.PerClass[0]);
        Assert.Equal(new ClassScore("b", 0.5, 0.5, 0.5, 2), report.PerClass[1]);
        Assert.Equal(new ClassScore("c", 0.5, 1, 2.0 / 3, 1), report.PerClass[2]);
        Assert.Equal(new ClassScore("d", 0, 0, 0, 0), report.PerClass[3]);
        Assert.Equal((0.8 + 0.5 + 2.0 / 3) / 3, report.MacroF1, 1e-12);
        Assert.Equal(["2,1,0,0", "0,1,1,0", "0,0,1,0", "0,0,0,0"], report.Confusion.Select(r => string.Join(',', r)));
    }

    [Fact]
    public void Top5_counts_the_true_class_among_the_five_highest()
    {
        float[] row = [8, 7, 6, 5, 4, 3, 2, 1];

        for (var label = 0; label < 8; label++)
            Assert.Equal(label < 5 ? 1 : 0, ClassificationMetrics.Compute(row, [label], Names(8)).Top5);
    }

    [Fact]
    public void Equal_logits_go_to_the_lowest_class()
    {
        var report = ClassificationMetrics.Compute(new float[16], [0, 7], Names(8));

        Assert.Equal((0.5, 0.5), (report.Accuracy, report.Top5));
        Assert.Equal(Math.Log(8), report.Loss, 1e-12);
    }

    [Fact]
    public void Identities_hold_for_any_outputs_and_batches_do_not_matter()
    {
        var random = new Random(8);
        for (var round = 0; round < 200; round++)
        {
            int k = random.Next(1, 9), n = random.Next(1, 60);
            var labels = Enumerable.Range(0, n).Select(_ => random.Next(k)).ToArray();
            var logits = Enumerable.Range(0, n * k).Select(_ => (float)(random.NextDouble() * 200 - 100)).ToArray();

            var whole = ClassificationMetrics.Compute(logits, labels, Names(k));
            var batched = new ClassificationMetrics(Names(k));
            for (var i = 0; i < n; i++)
                batched.Add(logits.AsSpan(i * k, k), labels.AsSpan(i, 1));
            var parts = batched.Report();

            Assert.Equal(n, whole.Confusion.Sum(r => r.Sum()));
            Assert.Equal(Enumerable.Range(0, k).Sum(c => whole.Confusion[c][c]) / (double)n, whole.Accuracy, 1e-12);
            Assert.Equal(whole.Accuracy, whole.PerClass.Sum(c => c.Recall * c.Support) / n, 1e-12);
            Assert.All(whole.PerClass, c => Assert.Equal(c.Precision + c.Recall == 0 ? 0 : 2 * c.Precision * c.Recall / (c.Precision + c.Recall), c.F1, 1e-12));
            Assert.InRange(whole.Top5, whole.Accuracy, 1);
            Assert.True(whole.Loss >= 0);
            Assert.Equal((whole.Accuracy, whole.MacroF1, whole.Loss), (parts.Accuracy, parts.MacroF1, parts.Loss));
        }
    }

    [Fact]
    public void Json_has_the_names_of_the_evaluate_command()
    {
        var report = ClassificationMetrics.Compute([1f, 0f], [0], ["a", "b"]);

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(report, EvaluationJsonContext.Default.ClassificationReport));

        Assert.Equal(["images", "accuracy", "top5", "macroF1", "loss", "perClass", "confusion"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["label", "precision", "recall", "f1", "support"], json.RootElement.GetProperty("perClass")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Outputs_that_are_not_finite_and_wrong_lengths_are_refused()
    {
        Assert.Contains("image 1", Assert.Throws<NotFiniteNumberException>(
            () => ClassificationMetrics.Compute([0, 0, 0, float.NaN], [0, 1], ["a", "b"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Compute([0, 0, 0], [0, 1], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Compute([0, 0], [2], ["a", "b"]));
        Assert.Equal(0, new ClassificationMetrics(["a"]).Report().Accuracy);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"class{i}")];
}
