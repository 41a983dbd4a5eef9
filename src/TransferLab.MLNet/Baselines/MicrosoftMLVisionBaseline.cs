using Microsoft.ML;
using Microsoft.ML.Vision;
using TransferLab.Comparison;

namespace TransferLab.MLNet.Baselines;

/// <summary>
/// ML.NET's own <see cref="ImageClassificationTrainer"/> as a row of a comparison. Only in builds with <c>-p:WithMLNetVision=true</c>, which need Microsoft.ML.Vision and
/// SciSharp.TensorFlow.Redist from the registry; at run time the trainer fetches the weights of its network from the internet.
/// </summary>
public static class MicrosoftMLVisionBaseline
{
    /// <summary>Trains with the trainer's own defaults (up to 200 epochs, early stopping on accuracy) but for what is named here.</summary>
    /// <param name="context">Where the trainer lives.</param>
    /// <param name="options">What to measure it on; <see cref="BaselineOptions.Name"/> may be empty, then it is <c>mlnet-vision:</c> and the architecture.</param>
    /// <param name="architecture">One of its four networks.</param>
    /// <param name="epochs">At most so many epochs; null for the trainer's default.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    /// <returns>What was written.</returns>
    public static ComparedBaseline Run(MLContext context, BaselineOptions options,
        ImageClassificationTrainer.Architecture architecture = ImageClassificationTrainer.Architecture.ResnetV250, int? epochs = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var named = options.Name.Length > 0 ? options : options with { Name = $"mlnet-vision:{architecture}" };
        return TrainerBaseline.Run(context, named, (_, held) =>
        {
            // Early stopping watches the images held out, as TransferLab's choice of the best epoch does.
            var trainer = new ImageClassificationTrainer.Options { FeatureColumnName = "Image", LabelColumnName = "Label", Arch = architecture, ValidationSet = held };
            if (epochs is { } most)
                trainer.Epoch = most;
            return context.MulticlassClassification.Trainers.ImageClassification(trainer);
        }, cancellation);
    }
}
