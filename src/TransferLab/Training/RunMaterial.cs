using TransferLab.Backbones;
using TransferLab.Data;
using TransferLab.DataChecks;
using TransferLab.Pictures;

namespace TransferLab.Training;

/// <summary>What a run works on, and what several runs on the same pictures share: the backbone, the checked folder, the decoded pictures.</summary>
internal sealed class RunMaterial : IDisposable
{
    // Decoded pictures kept in memory; beyond it they are decoded again each epoch.
    private const long ImageMemory = 2L << 30;

    private RunMaterial(Backbone backbone, ImageDataset dataset)
    {
        Backbone = backbone;
        Dataset = dataset;
        Check = new QuickDataCheck(dataset);
        Images = new ImageStore([.. dataset.Samples.Select(s => s.Path)], backbone.Spec.Geometry, ImageMemory);
    }

    public Backbone Backbone { get; }

    public ImageDataset Dataset { get; }

    public QuickDataCheck Check { get; }

    public ImageStore Images { get; }

    /// <summary>Reads the folder and decodes every picture in it once.</summary>
    /// <exception cref="DatasetException">The folder cannot be trained on.</exception>
    public static RunMaterial Load(FineTuneOptions options, Backbone backbone, CancellationToken cancellation) =>
        new(backbone, ReadableImages.Of(ImageDataset.FromFolder(options.Images, options.DatasetOptions), options.Strict, options.Threads, cancellation));

    public void Dispose() => Images.Dispose();
}
