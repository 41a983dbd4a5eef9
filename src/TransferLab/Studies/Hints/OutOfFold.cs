namespace TransferLab.Studies.Hints;

/// <summary>Probabilities for every image by a model that was fitted without it, nor any other of its group.</summary>
internal static class OutOfFold
{
    // The one under which the images left out are least surprising is taken.
    private static readonly double[] s_penalties = [1e-2, 1e-3, 1e-4];

    /// <summary>The probabilities of every label for every image.</summary>
    /// <param name="features">Of each image.</param>
    /// <param name="data">The images.</param>
    /// <param name="folds">Parts, 2 or more.</param>
    /// <param name="seed">Chooses who is in which part.</param>
    /// <param name="threads">Models fitted at a time; 0 for one per core.</param>
    /// <param name="cancellation">Stops between two models.</param>
    public static float[][] Run(float[][] features, ImageDataset data, int folds, ulong seed, int threads, CancellationToken cancellation)
    {
        var fold = StratifiedFolds.Assign(data.Samples, data.Classes.Count, folds, seed);
        float[][] targets = [.. data.Samples.Select(s =>
        {
            var target = new float[data.Classes.Count];
            foreach (var label in s.Labels)
                target[label] = 1;
            return target;
        })];
        var results = new float[s_penalties.Length][][];
        for (var p = 0; p < results.Length; p++)
            results[p] = new float[features.Length][];
        Parallel.For(0, folds * s_penalties.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation }, job =>
        {
            var (part, p) = (job / s_penalties.Length, job % s_penalties.Length);
            int[] others = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != part)];
            if (others.Length == 0)
                throw new DatasetException("The images are all of one group, so that none can be judged by the others: group them otherwise.");
            var scale = new FeatureScale(others.Select(i => features[i]));
            var model = LinearModel.Fit([.. others.Select(i => scale.Apply(features[i]))], [.. others.Select(i => targets[i])],
                data.Task == LearningTask.SingleLabel, s_penalties[p]);
            for (var i = 0; i < fold.Length; i++)
                if (fold[i] == part)
                    model.Predict(scale.Apply(features[i]), results[p][i] = new float[data.Classes.Count]);
        });
        return results.MinBy(r => Surprise(r, targets, data.Task))!;
    }

    private static double Surprise(float[][] probabilities, float[][] targets, LearningTask task)
    {
        var sum = 0.0;
        for (var i = 0; i < targets.Length; i++)
            for (var c = 0; c < targets[i].Length; c++)
                if (targets[i][c] > 0)
                    sum -= Math.Log(Math.Max(probabilities[i][c], 1e-6));
                else if (task == LearningTask.MultiLabel)
                    sum -= Math.Log(Math.Max(1 - probabilities[i][c], 1e-6));
        return sum;
    }
}
