using TransferLab.DataChecks;

namespace TransferLab.Training;

/// <summary>What a run works on, and what several runs on the same pictures share: the backbone, the checked folder, the decoded pictures.</summary>
internal sealed class SharedInputs(Backbone backbone, ImageDataset dataset, ImageStore images) : IDisposable
{
    public Backbone Backbone { get; } = backbone;
    public ImageDataset Dataset { get; } = dataset;
    public QuickDataCheck Check { get; } = new(dataset);
    public ImageStore Images { get; } = images;

    /// <summary>Reads the folder and decodes every picture in it once.</summary>
    /// <exception cref="DatasetException">The folder cannot be trained on.</exception>
    public static SharedInputs Load(FineTuneOptions options, Backbone backbone, CancellationToken cancellation)
    {
        var found = ImageDataset.FromFolder(options.Images, options.DatasetOptions);
        var (images, dataset) = ImageStore.Load(found, backbone.Spec.Geometry, options.Strict, options.Threads, cancellation);
        return new(backbone, dataset, images);
    }

    public void Dispose() => Images.Dispose();
}
