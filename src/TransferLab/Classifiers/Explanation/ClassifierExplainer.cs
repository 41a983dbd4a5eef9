using System.Numerics.Tensors;

namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// Says where in a picture a classifier package looked for a label, by Grad-CAM (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via
/// Gradient-based Localization", 2017). Works on any package whose network ends in a map of features; nothing is trained or changed. Thread-safe; the same
/// picture always gets the same map.
/// </summary>
public sealed class ClassifierExplainer : IDisposable
{
    private readonly ExplanationModels _models;
    private readonly InferenceSession _forward;
    private readonly InferenceSession _backward;
    private readonly string[] _forwardOutputs;
    private readonly string[] _backwardOutputs;
    private readonly ImageGeometry _geometry;
    private long _decodes;

    private ClassifierExplainer(ClassifierPackage package, ExplanationModels models, SessionSettings settings)
    {
        (Package, _models, _geometry) = (package, models, package.Geometry);
        _forwardOutputs = [Postprocessing.Probabilities, models.Map];
        _backwardOutputs = [models.Gradient];
        _forward = new InferenceSession(KernelModel.Of(models.Forward, settings.Device).ToBytes(), settings);
        try
        {
            _backward = new InferenceSession(KernelModel.Of(models.Backward, settings.Device).ToBytes(), settings);
        }
        catch
        {
            _forward.Dispose();
            throw;
        }
    }

    /// <summary>The package it explains.</summary>
    public ClassifierPackage Package { get; }

    /// <summary>Rows and columns of the heat maps.</summary>
    public (int Height, int Width) Grid => (_models.Form.Height, _models.Form.Width);

    /// <summary>Pictures decoded so far.</summary>
    internal long Decodes => Interlocked.Read(ref _decodes);

    /// <summary>Opens a package, scores its golden images as <see cref="ImageClassifier.Load"/> does, and gets ready to explain it.</summary>
    /// <param name="directory">The package's folder, or the run's.</param>
    /// <param name="threads">Threads that share the work on one picture; 0 for all cores.</param>
    /// <param name="device">Where the network runs; null for the CPU.</param>
    /// <exception cref="PackageException">The folder is no package, or its golden images no longer get the probabilities they must.</exception>
    /// <exception cref="ExplanationException">No heat map can be drawn for its network.</exception>
    public static ClassifierExplainer Load(string directory, int threads = 0, ComputeDevice? device = null)
    {
        using var classifier = ImageClassifier.Load(directory, new ImageClassifierOptions { Threads = threads, Device = device ?? ComputeDevice.Cpu });
        return Create(classifier.Package, threads, device);
    }

    /// <summary>Gets ready to explain a package that is open.</summary>
    /// <param name="package">The package.</param>
    /// <param name="threads">Threads that share the work on one picture; 0 for all cores.</param>
    /// <param name="device">Where the network runs; null for the CPU.</param>
    /// <exception cref="PackageException">Its model is not the one any more that was opened.</exception>
    /// <exception cref="ExplanationException">No heat map can be drawn for its network.</exception>
    public static ClassifierExplainer Create(ClassifierPackage package, int threads = 0, ComputeDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        var bytes = File.ReadAllBytes(package.ModelPath);
        // A host may explain a version long after it was loaded; by then its folder can hold another.
        if (package.Config.ModelSha256 is { Length: > 0 } hash
            && !string.Equals(hash, Convert.ToHexStringLower(SHA256.HashData(bytes)), StringComparison.OrdinalIgnoreCase))
            throw new PackageException($"{package.ModelPath} has changed since the package was opened. Load it again.");
        return new(package, ExplanationModels.Build(OnnxModel.Parse(bytes, package.Directory), package.Config.Input.Name),
            new SessionSettings { Threads = threads, Device = device ?? ComputeDevice.Cpu });
    }

    /// <summary>Says where the classifier looked for a label in an encoded image (JPEG, PNG, WebP, GIF, BMP).</summary>
    /// <param name="encoded">The content of an image file.</param>
    /// <param name="label">A label of the package; null for the one that is most probable.</param>
    /// <param name="maxPixels">Largest width × height that is decoded; null for the decoder's default of 100 million.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ImageDecodeException">The bytes are no image that can be used.</exception>
    /// <exception cref="ExplanationException">The package does not know the label.</exception>
    public ImageExplanation Explain(ReadOnlySpan<byte> encoded, string? label = null, long? maxPixels = null, CancellationToken cancellation = default)
    {
        if (label is not null)
            CheckLabel(label);
        using var image = Decode(encoded, maxPixels, shownSide: 0);
        return Explain(image, label, cancellation);
    }

    /// <summary>
    /// Explains an encoded image as <see cref="Explain(ReadOnlySpan{byte}, string?, long?, CancellationToken)"/> does, and lays the heat map over it. The
    /// picture is decoded once, as large as it is shown; from a large JPEG, which <c>Explain</c> has the decoder make smaller, the network's input is made by
    /// the mean of squares, so that the numbers differ by what the decoder rounds.
    /// </summary>
    /// <returns>The explanation, and a PNG file as of <see cref="HeatMapOverlay.Png(ReadOnlySpan{byte}, ImageExplanation, long?)"/>.</returns>
    /// <inheritdoc cref="Explain(ReadOnlySpan{byte}, string?, long?, CancellationToken)"/>
    public (ImageExplanation Explanation, byte[] Png) ExplainAndDraw(
        ReadOnlySpan<byte> encoded, string? label = null, long? maxPixels = null, CancellationToken cancellation = default)
    {
        if (label is not null)
            CheckLabel(label);
        using var shown = Decode(encoded, maxPixels, HeatMapOverlay.LongestSide);
        // The network sees what a decoder that shrinks would have given it, so that the answer is that of a prediction.
        using var reduced = ImageReader.Reduced(shown, encoded, _geometry, maxPixels, HeatMapOverlay.LongestSide);
        var explanation = Explain(reduced ?? shown, label, cancellation);
        return (explanation, HeatMapOverlay.Png(shown, explanation));
    }

    /// <summary>Explains an encoded image as <see cref="Explain(ReadOnlySpan{byte}, string?, long?, CancellationToken)"/> does; bytes that are no image that
    /// can be used get null and an error.</summary>
    /// <param name="encoded">The content of an image file.</param>
    /// <param name="error">Why there is no explanation; null where there is one.</param>
    /// <param name="label">A label of the package; null for the one that is most probable.</param>
    /// <param name="maxPixels">Largest width × height that is decoded; null for the decoder's default of 100 million.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ExplanationException">The package does not know the label.</exception>
    public ImageExplanation? ExplainOrError(ReadOnlySpan<byte> encoded, out string? error, string? label = null, long? maxPixels = null,
        CancellationToken cancellation = default)
    {
        error = null;
        try
        {
            return Explain(encoded, label, maxPixels, cancellation);
        }
        catch (ImageDecodeException e)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>Explains and draws an encoded image as <see cref="ExplainAndDraw"/> does; bytes that are no image that can be used get null and an
    /// error.</summary>
    internal (ImageExplanation Explanation, byte[] Png)? ExplainAndDrawOrError(
        ReadOnlySpan<byte> encoded, out string? error, string? label = null, long? maxPixels = null, CancellationToken cancellation = default)
    {
        error = null;
        try
        {
            return ExplainAndDraw(encoded, label, maxPixels, cancellation);
        }
        catch (ImageDecodeException e)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>Throws unless the package knows a label.</summary>
    /// <exception cref="ExplanationException">It does not.</exception>
    public void CheckLabel(string label)
    {
        if (Package.IndexOf(label) < 0)
            throw new ExplanationException($"The classifier has no label '{label}'; its labels are {string.Join(", ", Package.Config.LabelNames)}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
    }

    private RgbImage Decode(ReadOnlySpan<byte> encoded, long? maxPixels, int shownSide)
    {
        Interlocked.Increment(ref _decodes);
        return ImageReader.Decode(encoded, _geometry, maxPixels, shownSide);
    }

    private ImageExplanation Explain(RgbImage image, string? label, CancellationToken cancellation)
    {
        using var pixels = OrtValue.Allocate<byte>(1, _geometry.Height, _geometry.Width, 3);
        ImageResizer.Fit(image, _geometry, pixels.Span<byte>());
        var seen = ImageResizer.InputRegionOf(image, _geometry);
        var region = new MapRegion(seen.X / image.Width, seen.Y / image.Height, seen.Width / image.Width, seen.Height / image.Height);

        var results = _forward.Run([new(Package.Config.Input.Name, pixels)], _forwardOutputs, cancellation);
        using var probabilities = results[0];
        using var map = results[1];
        var scores = probabilities.Span<float>();
        var index = label is null ? TensorPrimitives.IndexOfMax<float>(scores) : Package.IndexOf(label);
        using var gradient = GradientOf(map, index, cancellation);
        return new(Package.Config.LabelNames[index], scores[index], HeatMap.Of(_models.Form, map.Span<float>(), gradient.Span<float>()), region);
    }

    private OrtValue GradientOf(OrtValue map, int label, CancellationToken cancellation)
    {
        using var chosen = OrtValue.Allocate<float>(1, Package.Config.LabelNames.Count);
        chosen.Span<float>()[label] = 1;
        return _backward.Run([new(_models.Map, map), new(_models.LabelInput, chosen)], _backwardOutputs, cancellation)[0];
    }
}

/// <summary>Where a classifier looked for a label in a picture.</summary>
/// <param name="Label">The label that was asked about, or the most probable one.</param>
/// <param name="Probability">What the classifier gives the label, 0 to 1.</param>
/// <param name="Map">The heat map.</param>
/// <param name="Region">The part of the picture that the map lies on.</param>
public sealed record ImageExplanation(string Label, float Probability, HeatMap Map, MapRegion Region);

/// <summary>
/// The rectangle of a picture that a heat map lies on, which is what the network saw of it, in shares of the upright picture's width and height: (0, 0) is its
/// top left corner, 1 its right or lower edge. Under a resize rule that pads, it sticks out on both sides by the padding.
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct MapRegion(double X, double Y, double Width, double Height);

/// <summary>A classifier, or a label, that no heat map can be drawn for; the message says why.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class ExplanationException(InputMessage message, Exception? inner = null) : InputException(message, inner);
