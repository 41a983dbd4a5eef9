using TransferLab.Pretraining.Categories;

namespace TransferLab.Pretraining;

/// <summary>What a pretraining is asked to do: a small network learns from random weights to tell categories of pictures made from formulas. Immutable.</summary>
public sealed record PretrainOptions
{
    /// <summary>Folder of the run; must be new or empty. The backbone appears in it as <see cref="Pretrainer.BackboneFile"/>.</summary>
    public required string Output { get; init; }

    /// <summary>The network; its size is that of the pictures.</summary>
    public ResidualNetwork Network { get; init; } = new();

    /// <summary>Backbone of an earlier pretraining whose weights this one starts with; null starts from random ones. Its network must be the same but for the size of pictures.</summary>
    public string? Start { get; init; }

    /// <summary>Number of categories, 2 to 65,536. Default 512.</summary>
    public int Categories { get; init; } = FormulaImages.DefaultCount;

    /// <summary>Pictures of each category in an epoch, 1 or more; every epoch has new ones. Default 40.</summary>
    public int ImagesPerCategory { get; init; } = 40;

    /// <summary>Pictures of each category held out for validation, 1 or more. Default 4.</summary>
    public int ValidationPerCategory { get; init; } = 4;

    /// <summary>Epochs. Default 24.</summary>
    public int Epochs { get; init; } = 24;

    /// <summary>Pictures per optimizer step, 2 or more. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Peak learning rate of AdamW under the one-cycle schedule. Default 0.002.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Decoupled weight decay. Default 0.05.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Label smoothing, 0 to below 1. Default 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Seed of weights, categories, pictures and their order. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names the option as the command line does.</exception>
    public void Validate()
    {
        Require(Output.Length > 0, "--output is empty: name a folder for the run.");
        Require(Network.Size is >= 32 and <= 1024 && Network.Size % 32 == 0, $"--size {Network.Size} is out of range: a multiple of 32 from 32 to 1024.");
        Require(Categories is >= 2 and <= 65_536, $"--categories {Categories} is out of range: 2 to 65536.");
        Require(ImagesPerCategory is >= 1 and <= 100_000, $"--images-per-category {ImagesPerCategory} is out of range: 1 to 100000.");
        Require((long)Categories * (ImagesPerCategory + ValidationPerCategory) <= 100_000_000, $"{Categories} categories with {ImagesPerCategory} pictures each are too many for an epoch: stay below 100 million.");
        Require(ValidationPerCategory is >= 1 and <= 10_000, $"The pictures held out per category, {ValidationPerCategory}, are out of range: 1 to 10000.");
        Require(Epochs is >= 1 and <= 100_000, $"--epochs {Epochs} is out of range: 1 to 100000.");
        Require(BatchSize is >= 2 and <= 65_536, $"--batch-size {BatchSize} is out of range: 2 to 65536.");
        Require(LearningRate is > 0 and < 1000, $"--learning-rate {LearningRate} is out of range: above 0, below 1000.");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), $"--weight-decay {WeightDecay} is out of range: 0 or more.");
        Require(LabelSmoothing is >= 0 and < 1, $"--label-smoothing {LabelSmoothing} is out of range: 0 to below 1.");
        Require(Threads is >= 0 and <= 1024, $"--threads {Threads} is out of range: 0 (all cores) to 1024.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new ArgumentException(message);
    }
}
