using TransferLab.Studies.CrossValidation;
using TransferLab.Studies.Statistics;

namespace TransferLab.Cli.Output;

/// <summary>Shows a cross-validation, as JSON or as a table.</summary>
internal static class CrossValidationText
{
    public static CrossValidationResultJson ToJson(CrossValidationReport r)
    {
        var isMultiLabel = r.Task == LearningTask.MultiLabel;
        return new(r.Folds.Sum(f => f.Images), r.Confidence, isMultiLabel ? null : r.Score, isMultiLabel ? r.Score : null, r.MacroF1, r.Loss,
            r.Details.MeanRocAuc, r.Details.Calibration.ExpectedError, EvaluationText.ToJson(r.Details.Intervals),
            [.. r.Folds.Select(f => new CrossValidationFoldJson(
                f.Fold, f.TrainImages, f.ValidationImages, f.Images, f.Scores.Accuracy, f.Scores.MacroF1, f.Scores.Loss))]);
    }

    public static void Write(TextWriter output, CrossValidationReport r, string folder)
    {
        var console = Consoles.For(output);
        var c = CultureInfo.InvariantCulture;
        var table = new Table().Border(TableBorder.Simple).AddColumn("fold");
        foreach (var heading in (string[])["trained", "validated", "scored", TaskNames.ScoreOf(r.Task), "macro F1", "loss"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var f in r.Folds)
            table.AddRow(f.Fold.ToString(c), f.TrainImages.ToString(c), f.ValidationImages.ToString(c), f.Images.ToString(c),
                Score(f.Scores.Accuracy), Score(f.Scores.MacroF1), Score(f.Scores.Loss));
        console.Write(table);
        console.WriteLine(string.Create(c, $"{TaskNames.ScoreOf(r.Task)} {Text(r.Score)}, macro F1 {Text(r.MacroF1)}, loss {Text(r.Loss)}: "
            + $"mean over {r.Folds.Count} folds with {r.Confidence * 100:0.##} % intervals"));
        console.WriteLine(string.Create(c, $"all {r.Folds.Sum(f => f.Images)} out-of-fold predictions together: "
            + $"expected calibration error {r.Details.Calibration.ExpectedError:0.000}"
            + $"{(r.Details.MeanRocAuc is { } area ? string.Create(c, $", mean area under ROC {area:0.000}") : "")}"));
        output.WriteLine($"predictions  {Path.Combine(folder, "out-of-fold.csv")}");

        string Score(double value) => value.ToString("0.000", c);

        string Text(Estimate e) => e.HalfWidth is { } half ? string.Create(c, $"{e.Mean:0.000} ± {half:0.000}") : Score(e.Mean);
    }
}
