namespace TransferLab.Service.Hosting;

/// <summary>How waiting pictures share the cores.</summary>
public sealed record BatchingOptions
{
    /// <summary>Most pictures of one run of the model, 1 to 256. Default 4. A picture never waits for others to come: a batch is what waited while the workers were busy. When a model is loaded
    /// it is measured which size up to this one makes pictures cheaper, and larger ones are not formed.</summary>
    public int MaxBatch { get; init; } = 4;

    /// <summary>Runs at one time over all models; 0 (the default) for cores / <see cref="ClassifierHostOptions.Threads"/>.</summary>
    public int Workers { get; init; }

    /// <summary>Longest wait of a picture in seconds, 1 to 3600, after which its request is answered by 503. Default 10.</summary>
    public int WaitSeconds { get; init; } = 10;
}
