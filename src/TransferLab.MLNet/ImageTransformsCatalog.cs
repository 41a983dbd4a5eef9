using TransferLab.Backbones;
using TransferLab.Classifiers.Packaging;
using TransferLab.Features;
using TransferLab.Freezing;
using TransferLab.MLNet.Mappings;

namespace TransferLab.MLNet;

/// <summary>TransferLab's transforms, to be found where ML.NET has its own: <c>mlContext.Transforms</c>.</summary>
public static class ImageTransformsCatalog
{
    /// <summary>The frozen part of a backbone as a featurizer. With a trainer of ML.NET behind it, it is a linear
    /// probe. A saved model holds the weights.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="backbone">An ONNX file, or the name of a backbone of TransferLab's catalogue that is on this
    /// machine; null for the catalogue's default.</param>
    /// <param name="inputColumn">Column of image paths (text) or encoded images (vector of bytes).</param>
    /// <param name="outputColumn">Column of the features, a vector of float.</param>
    /// <param name="cut">Where the backbone ends, as in the freeze policy <c>until:CUT</c>; null for its features.</param>
    /// <param name="imageFolder">Folder that relative paths start from; null for the working folder.</param>
    /// <param name="options">What is to be known of the backbone beyond its file.</param>
    /// <exception cref="BackboneException">The backbone is not on this machine, or cannot serve as one.</exception>
    /// <exception cref="FreezeException">There is no such place to cut, or it has 65536 channels or more.</exception>
    public static ImageEstimator FeaturizeImages(this TransformsCatalog catalog, string? backbone = null, string inputColumn = "ImagePath",
        string outputColumn = "Features",
        string? cut = null, string? imageFolder = null, BackboneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var featurizer = ImageFeaturizer.Create(backbone, cut, options);
        if (featurizer.FeatureCount >= Slices.Limit)
            throw new FreezeException($"The backbone has {featurizer.FeatureCount} features there; ML.NET gets at most {Slices.Limit - 1}. Cut elsewhere.");
        var model = ImageModel.Of(featurizer, imageFolder ?? "");
        return new(catalog, model, inputColumn, bytes => ImagePipeline.Features(catalog, model.Text, model.Length, bytes, outputColumn));
    }

    /// <summary>A classifier package as a transform.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="package">Folder of the package, or of its run.</param>
    /// <param name="inputColumn">Column of image paths (text) or encoded images (vector of bytes).</param>
    /// <param name="scoreColumn">Column of the probabilities, a vector whose slots are named after the labels.</param>
    /// <param name="predictedLabelColumn">Column of the label as a key; of a vector of keys where the package is multi-label.</param>
    /// <param name="imageFolder">Folder that relative paths start from; null for the working folder.</param>
    /// <param name="embed">Whether a saved model holds the weights. False: it names the package's folder, which must then be there when it is loaded.</param>
    /// <exception cref="PackageException">The folder is no package, or its golden images no longer get the probabilities they must.</exception>
    public static ImageEstimator ClassifyImages(this TransformsCatalog catalog, string package, string inputColumn = "ImagePath", string scoreColumn = "Score",
        string predictedLabelColumn = "PredictedLabel", string? imageFolder = null, bool embed = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Classify(catalog, ImageModel.Of(package, imageFolder ?? "", null, embed), inputColumn, scoreColumn, predictedLabelColumn);
    }

    /// <summary>Turns labels as text into keys in the order of a package's scores, as ML.NET's <c>Evaluate</c> needs
    /// them: it compares a label's key with the place of the highest score.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="package">Folder of the package, or of its run.</param>
    /// <param name="outputColumn">Column of the keys.</param>
    /// <param name="inputColumn">Column of the text; null for <paramref name="outputColumn"/>.</param>
    /// <exception cref="PackageException">The folder is no package.</exception>
    public static ValueToKeyMappingEstimator MapImageLabels(this TransformsCatalog catalog, string package, string outputColumn = "Label",
        string? inputColumn = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Conversion.MapValueToKey(outputColumn, inputColumn, keyData: LabelData.Of(ClassifierPackage.Open(package).Config.LabelNames));
    }

    internal static ImageEstimator Classify(TransformsCatalog catalog, ImageModel model, string inputColumn, string scoreColumn, string predictedLabelColumn) =>
        new(catalog, model, inputColumn,
            bytes => ImagePipeline.Scores(catalog, model.Text, model.Labels, model.IsMultiLabel, bytes, scoreColumn, predictedLabelColumn));
}
