namespace TransferLab.Training;

/// <summary>What a run leaves behind when all its phases are done: the package, the scores, the proof of what stayed frozen.</summary>
internal static class ResultWriter
{
    public static FineTuneResult Write(RunDirectory run, TrainingContext inputs, ImageStore images, IReadOnlyList<TrainingPhase> phases,
        TrainingState state, PackageTuning tuning, float[] heldOut, Action<TrainingEvent> events)
    {
        var (dataset, model) = (inputs.Dataset, inputs.Model);
        var scores = new ValidationScores(state.Best.Accuracy, state.Best.MacroF1, state.Best.Loss);
        var proof = FreezeProof.Of(model.Backbone.Model.Graph, model.Forward.Graph, FreezeProof.FrozenThroughout(phases.Select(p => p.Plan)));
        PackageExport.Write(run.Files.Classifier, inputs, scores, tuning);
        var test = inputs.Split.Test.IsEmpty ? null
            : inputs.Options.Fold is null ? ScoreTest(run.Files.Classifier, inputs, images)
            : ScoreFold(run, inputs, tuning, heldOut);
        var result = new FineTuneResult
        {
            Run = run.Root,
            Images = dataset.Root,
            Roots = dataset.Roots.Length > 1 ? [.. dataset.Roots] : null,
            Package = run.Files.Classifier,
            Task = dataset.Task,
            Labels = [.. dataset.Classes],
            TrainImages = inputs.Split.Train.Length,
            ValidationImages = inputs.Split.Validation.Length,
            Skipped = [.. dataset.Skipped],
            TrainableParameters = model.CountTrainable(phases[^1].Plan, dataset.Classes.Count),
            TotalParameters = model.CountTotal(dataset.Classes.Count),
            Epochs = state.EarlierEpochs,
            BestEpoch = state.Best.Epoch,
            Validation = scores,
            Tuning = tuning,
            Balance = inputs.Objective.Balance(),
            TestImages = inputs.Split.Test.Length,
            Test = test,
            Seconds = state.Seconds,
            TrainImagesPerSecond = state.TrainSeconds > 0 ? state.TrainedImages / state.TrainSeconds : 0,
            PeakMemoryBytes = state.PeakMemoryBytes,
            Frozen = proof,
        };
        AtomicFile.WriteText(run.Files.Result, JsonSerializer.Serialize(result, ResultJson.Default.FineTuneResult) + "\n");
        // It needs its activations no more, and they may be larger than everything else in it.
        FileWork.TryDeleteFolder(run.Files.Cache);
        events(new RunFinished(result));
        events(new RunMessage($"The classifier is in {run.Files.Classifier}."));
        return result;
    }

    // By the package, as a user's own pictures would be; from pixels that are decoded already.
    private static ValidationScores ScoreTest(string package, TrainingContext inputs, ImageStore images)
    {
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1, Device = inputs.Options.Device });
        var test = inputs.Split.Test;
        var options = new PackageEvaluationOptions { Threads = inputs.Options.Threads, Bootstrap = new() { Resamples = 0 } };
        return Scores(PackageEvaluator.Evaluate(classifier, inputs.Dataset.Only(test), options, pixels: (i, target) => images.Fit(test[i], target)));
    }

    // From the activations that are there, so that a cross-validation runs no image through the network twice.
    private static ValidationScores ScoreFold(RunDirectory run, TrainingContext inputs, PackageTuning tuning, float[] logits)
    {
        var evaluation = PackageEvaluator.Evaluate(inputs.Dataset.Only(inputs.Split.Test), LogitScaling.Divide(logits, tuning.Temperature),
            tuning.Thresholds, new() { Resamples = 0 });
        HeldOutFile.Write(run.Root, evaluation);
        return Scores(evaluation);
    }

    private static ValidationScores Scores(PackageEvaluation result) => result.SingleLabel is { } single ? new(single.Accuracy, single.MacroF1, single.Loss)
        : new(result.MultiLabel!.MeanAveragePrecision, result.MultiLabel.MacroF1, result.MultiLabel.Loss)
        {
            SubsetAccuracy = result.MultiLabel.SubsetAccuracy,
        };
}
