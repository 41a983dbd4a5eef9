namespace TransferLab.Data;

/// <summary>Which samples fit weights and which measure them: ascending indices into the samples of a data set; the parts are disjoint.</summary>
/// <param name="Train">Samples that weights are fitted to.</param>
/// <param name="Validation">Samples measured after each epoch.</param>
/// <param name="Test">Samples kept away from training altogether; empty unless the folder has a <c>test</c> part.</param>
/// <param name="IsGiven">Whether the folders said so, rather than a seed.</param>
internal sealed record DataSplit(ImmutableArray<int> Train, ImmutableArray<int> Validation, ImmutableArray<int> Test, bool IsGiven);

/// <summary>The part of a data set that a sample was put into by whoever laid out its folders.</summary>
internal enum SplitPart
{
    /// <summary>Weights are fitted to it.</summary>
    Train,
    /// <summary>Measured after each epoch; early stopping looks at it.</summary>
    Validation,
    /// <summary>Never looked at during training.</summary>
    Test,
}

/// <summary>Decides the parts of a data set: what the folders say, then <see cref="StratifiedSplit"/>.</summary>
internal static class DatasetSplitter
{
    public static DataSplit Split(ImageDataset data, double fraction, ulong seed)
    {
        StratifiedSplit.CheckFraction(fraction);
        var given = Given(data);
        var split = given is { Validation.IsEmpty: false } ? given : Drawn(data, given, fraction, seed);
        if (split.Train.IsEmpty)
            throw new DatasetException($"'{data.Root}' leaves no image to train on.");
        var trained = new bool[data.Classes.Count];
        foreach (var index in split.Train)
            foreach (var label in data.Samples[index].Labels)
                trained[label] = true;
        if (Array.IndexOf(trained, false) is >= 0 and var missing)
            throw new DatasetException($"The class '{data.Classes[missing]}' of '{data.Root}' has no training image: add some to its training folder, or "
                + $"delete it from the other parts.");
        return split;
    }

    private static DataSplit? Given(ImageDataset data)
    {
        if (data.Samples.All(s => s.Part is null))
            return null;
        // Of several folders some may name no parts: their images are trained on.
        return new DataSplit(Of(SplitPart.Train).AddRange(Of(null)).Sort(), Of(SplitPart.Validation), Of(SplitPart.Test), true);

        ImmutableArray<int> Of(SplitPart? part) => [.. Enumerable.Range(0, data.Samples.Length).Where(i => data.Samples[i].Part == part)];
    }

    private static DataSplit Drawn(ImageDataset data, DataSplit? given, double fraction, ulong seed)
    {
        var pool = given?.Train ?? [.. Enumerable.Range(0, data.Samples.Length)];
        if (fraction > 0 && !pool.IsEmpty)
            CheckDivisible(data, pool);
        var (train, validation) = StratifiedSplit.Create([.. pool.Select(i => data.Samples[i])], data.Classes.Count, fraction, seed);
        if (fraction > 0 && validation.IsEmpty && pool.Any(i => data.Samples[i].Group is not null))
            throw new DatasetException(
                $"No group of '{data.Root}' can be held out for validation: each is the only one with some label. Group the images otherwise, or add some.");
        return new DataSplit([.. train.Select(i => pool[i])], [.. validation.Select(i => pool[i])], given?.Test ?? [], false);
    }

    private static void CheckDivisible(ImageDataset data, ImmutableArray<int> pool)
    {
        if (data.Task == LearningTask.SingleLabel)
            foreach (var images in pool.Select(i => data.Samples[i]).GroupBy(s => s.Label).OrderBy(g => g.Key))
            {
                if (images.Count() == 1)
                    throw new DatasetException(
                        $"The class '{data.Classes[images.Key]}' of '{data.Root}' has one image, which cannot be both trained and validated on: add images, or "
                            + $"train without validation (share 0).");
                if (images.First().Group is { } group && images.All(s => s.Group == group))
                    throw new DatasetException(
                        $"All images of the class '{data.Classes[images.Key]}' of '{data.Root}' are of one group ('{group}'), which cannot be both trained and "
                            + $"validated on: add images of another, or group them otherwise.");
            }
        if (data.Samples[pool[0]].Group is { } only && pool.All(i => data.Samples[i].Group == only))
            throw new DatasetException(
                $"All images of '{data.Root}' are of one group ('{only}'), which cannot be both trained and validated on: group the images otherwise.");
    }
}
