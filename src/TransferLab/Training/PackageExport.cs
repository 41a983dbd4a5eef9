namespace TransferLab.Training;

/// <summary>Makes a classifier package of a trained model.</summary>
internal static class PackageExport
{
    public static void Write(string directory, TrainingContext run, ValidationScores scores, PackageTuning tuning)
    {
        var (options, dataset, spec) = (run.Options, run.Dataset, run.Model.Backbone.Spec);
        var model = run.Model.Forward.Clone();
        Postprocessing.Append(model, run.Model.Head.Logits, dataset.Task, tuning.Temperature);
        model.Producer = "TransferLab";
        var counts = new int[dataset.Classes.Count];
        foreach (var label in run.Split.Train.SelectMany(i => dataset.Samples[i].Labels))
            counts[label]++;
        var config = new ClassifierConfig
        {
            Created = DateTimeOffset.UtcNow,
            Task = TaskNames.Of(dataset.Task),
            LabelNames = [.. dataset.Classes],
            ClassCounts = counts,
            Thresholds = tuning.Thresholds,
            Temperature = tuning.Temperature,
            Input = InputGeometry.ToConfig(spec.Geometry),
            Backbone = new BackboneOrigin
            {
                Architecture = spec.Name,
                Sha256 = spec.Sha256,
                License = spec.Licence,
                Source = spec.Source,
                // Stated for pixels divided by 255, whatever unit the backbone's own arithmetic uses.
                Mean = [.. spec.Mean.Select(m => m / spec.PixelScale / 255)],
                Std = [.. spec.Std.Select(s => s / spec.PixelScale / 255)],
            },
            Training = new TrainingConfig
            {
                Freeze = options.Freeze.ToString(),
                Seed = options.Seed,
                TrainImages = run.Split.Train.Length,
                ValidationImages = run.Split.Validation.Length,
                ValidationAccuracy = scores.Accuracy,
                ValidationMacroF1 = scores.MacroF1,
                ValidationLoss = scores.Loss,
            },
        };
        PackageWriter.Write(directory, model, config, [.. EvenSpread.Of(run.Split.Validation, options.GoldenImages).Select(i => dataset.Samples[i].Path)]);
    }
}
