namespace TransferLab;

/// <summary>What a finished run came to. Also written to <c>result.json</c> in the run's folder.</summary>
public sealed record FineTuneResult
{
    /// <summary>Folder of the run.</summary>
    public required string Run { get; init; }
    /// <summary>Folder of pictures; of several, the one that holds them all.</summary>
    public string Images { get; init; } = "";
    /// <summary>The folders of pictures, where there are several; null for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Roots { get; init; }
    /// <summary>Folder of the classifier package.</summary>
    public required string Package { get; init; }
    /// <summary>Single-label or multi-label.</summary>
    public required LearningTask Task { get; init; }
    /// <summary>Labels in order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }
    /// <summary>Images trained on.</summary>
    public required int TrainImages { get; init; }
    /// <summary>Images held out.</summary>
    public required int ValidationImages { get; init; }
    /// <summary>Files that could not be read.</summary>
    public required IReadOnlyList<SkippedImage> Skipped { get; init; }
    /// <summary>Numbers that trained in the last phase, head included.</summary>
    public required long TrainableParameters { get; init; }
    /// <summary>Learned numbers of backbone and head.</summary>
    public required long TotalParameters { get; init; }
    /// <summary>Epochs done over all phases.</summary>
    public required int Epochs { get; init; }
    /// <summary>The epoch whose weights were kept, over all phases, from 1.</summary>
    public int BestEpoch { get; init; }
    /// <summary>Scores of the weights that were kept, on the images held out.</summary>
    public required ValidationScores Validation { get; init; }
    /// <summary>Temperature and thresholds of the package; null in runs of earlier versions.</summary>
    public PackageTuning? Tuning { get; init; }
    /// <summary>Images and weight of each label, in order; empty in runs of earlier versions.</summary>
    public IReadOnlyList<LabelBalance> Balance { get; init; } = [];
    /// <summary>Images of the folder's <c>test</c> part; 0 where it has none.</summary>
    public int TestImages { get; init; }
    /// <summary>Scores of the package on the folder's <c>test</c> part, which training never saw; null where there is none.</summary>
    public ValidationScores? Test { get; init; }
    /// <summary>Seconds of feature extraction, training and validation over all sessions of the run.</summary>
    public required double Seconds { get; init; }
    /// <summary>Images per second through training steps.</summary>
    public required double TrainImagesPerSecond { get; init; }
    /// <summary>Largest resident memory of the process at the end of an epoch, in bytes.</summary>
    public long PeakMemoryBytes { get; init; }
    /// <summary>Proof that frozen tensors did not move.</summary>
    public required FreezeProof Frozen { get; init; }
}
