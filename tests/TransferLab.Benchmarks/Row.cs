namespace TransferLab.Benchmarks;

/// <summary>One figure: images per second of a piece of work, best of its steps, as the PyTorch reference measures.</summary>
internal sealed record Row(string Backbone, string Work, double ImagesPerSecond);
