using System.Collections.Immutable;

namespace TransferLab.Data;

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
            throw new DatasetException($"The class '{data.Classes[missing]}' of '{data.Root}' has no training image: add some to its training folder, or delete it from the other parts.");
        return split;
    }

    private static DataSplit? Given(ImageDataset data)
    {
        if (data.Format != DatasetFormat.SplitFolders)
            return null;
        return new DataSplit(Of(SplitPart.Train), Of(SplitPart.Validation), Of(SplitPart.Test), true);

        ImmutableArray<int> Of(SplitPart part) => [.. Enumerable.Range(0, data.Samples.Length).Where(i => data.Samples[i].Part == part)];
    }

    private static DataSplit Drawn(ImageDataset data, DataSplit? given, double fraction, ulong seed)
    {
        var pool = given?.Train ?? [.. Enumerable.Range(0, data.Samples.Length)];
        if (fraction > 0 && data.Task == LearningTask.SingleLabel)
        {
            var counts = new int[data.Classes.Count];
            foreach (var index in pool)
                counts[data.Samples[index].Label]++;
            if (Array.IndexOf(counts, 1) is >= 0 and var lone)
                throw new DatasetException(
                    $"The class '{data.Classes[lone]}' of '{data.Root}' has one image, which cannot be both trained and validated on: add images, or train without validation (share 0).");
        }
        var (train, validation) = StratifiedSplit.Create([.. pool.Select(i => data.Samples[i])], data.Classes.Count, fraction, seed);
        return new DataSplit([.. train.Select(i => pool[i])], [.. validation.Select(i => pool[i])], given?.Test ?? [], false);
    }
}
