using Microsoft.ML;
using TransferLab.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Baselines;

/// <summary>A row of the data that a baseline is trained on: path, encoded image, and label as a key in the order of the data set's classes.</summary>
internal sealed class BaselineImage
{
    public string ImagePath { get; set; } = "";

    /// <summary>The file as it is; read when a cursor comes by, so that a data view holds no images.</summary>
    public byte[] Image { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>Some samples of a data set.</summary>
    public static IDataView View(MLContext context, ImageDataset dataset, IReadOnlyList<int> samples)
    {
        var rows = context.Data.LoadFromEnumerable(samples.Select(i => new BaselineImage
        {
            ImagePath = dataset.Samples[i].Path,
            Image = File.ReadAllBytes(dataset.Samples[i].Path),
            Label = dataset.Classes[dataset.Samples[i].Label],
        }));
        // All classes have a key, in their order, whatever a split holds: scores are compared by place.
        return context.Transforms.Conversion.MapValueToKey("Label", keyData: LabelData.Of(dataset.Classes)).Fit(rows).Transform(rows);
    }
}
