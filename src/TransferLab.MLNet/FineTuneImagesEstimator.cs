using Microsoft.ML.Runtime;
using TransferLab.Backbones;
using TransferLab.Data;
using TransferLab.MLNet.FineTuning;
using TransferLab.Runs;

namespace TransferLab.MLNet;

/// <summary>Fine-tunes a backbone on the images of a data view and gives a transformer that adds scores and label.</summary>
public sealed class FineTuneImagesEstimator : IEstimator<ImageTransformer>
{
    private readonly MLContext _context;
    private readonly FineTuneImagesOptions _options;

    internal FineTuneImagesEstimator(MLContext context, FineTuneImagesOptions options) => (_context, _options) = (context, options);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column is missing or of the wrong type, a label cannot be used, or an option of the run is out of
    /// range.</exception>
    /// <exception cref="DatasetException">The data cannot be trained on.</exception>
    /// <exception cref="BackboneException">The backbone is not on this machine, or cannot serve as one.</exception>
    /// <exception cref="TrainingException">Training diverged, or no gradient can reach what should train.</exception>
    /// <exception cref="RunException">The output folder cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ImageTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Cancellation.ThrowIfCancellationRequested();
        using var channel = ((IChannelProvider)_context).Start("FineTuneImages");
        var folder = Directory.CreateTempSubdirectory("transferlab-mlnet-").FullName;
        try
        {
            var images = Path.Combine(folder, "images");
            StagedImages.Write(images, input, _options, channel);
            var options = new FineTuneOptions { Images = images, Backbone = _options.Backbone, Output = _options.Output ?? Path.Combine(folder, "run") };
            if (LabelColumn.IsVector(input.Schema, _options.LabelColumn))
                options = options with { DatasetOptions = options.DatasetOptions with { Task = LearningTask.MultiLabel } };
            var result = FineTuner.Train(_options.Configure?.Invoke(options) ?? options, new TrainingLog(channel).Write, _options.Cancellation);
            var model = ImageModel.Of(result.Package, _options.ImageFolder, LabelColumn.KeyValues(input.Schema, _options.LabelColumn), _options.Embed);
            return ImageTransformsCatalog.Classify(_context.Transforms, model, _options.ImageColumn, _options.ScoreColumn, _options.PredictedLabelColumn)
                .Fit(input);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var bytes = ImageColumn.IsBytes(inputSchema, _options.ImageColumn);
        var multiLabel = LabelColumn.IsVector(inputSchema, _options.LabelColumn);
        // Names and number of the labels are not part of a shape.
        var steps = ImagePipeline.Scores(_context.Transforms, "", ["label"], multiLabel, bytes, _options.ScoreColumn, _options.PredictedLabelColumn);
        return steps.GetOutputSchema(ImagePipeline.Begin(_context.Transforms, _options.ImageColumn, bytes).GetOutputSchema(inputSchema));
    }
}

/// <summary>TransferLab's training on <see cref="MLContext"/> itself, whose log it writes to.</summary>
public static class FineTuneImagesCatalog
{
    /// <summary>An estimator that fine-tunes a backbone on the images of the data. Progress goes to <see cref="MLContext.Log"/>.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">What to do.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static FineTuneImagesEstimator FineTuneImages(this MLContext context, FineTuneImagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Embed && options.Output is null)
            throw new SettingException("A model that names its package needs one that stays: set Output, or leave Embed at true.");
        return new(context, options);
    }
}
