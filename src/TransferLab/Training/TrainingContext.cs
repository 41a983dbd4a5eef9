namespace TransferLab.Training;

/// <summary>What all phases of a run share.</summary>
internal sealed record TrainingContext(FineTuneOptions Options, ImageDataset Dataset, DataSplit Split, ClassifierModel Model,
    string FeatureCacheDirectory, Objective Objective)
{
    /// <summary>The target distribution of a sample: 1 for each of its labels, 0 elsewhere.</summary>
    public void FillTargets(int sample, Span<float> target)
    {
        target.Clear();
        foreach (var label in Dataset.Samples[sample].Labels)
            target[label] = 1;
    }
}
