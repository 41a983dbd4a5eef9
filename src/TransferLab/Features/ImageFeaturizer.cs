using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransferLab.Features;

/// <summary>The frozen part of a backbone as a function from an image to a vector: what a linear probe trains its head
/// on. Thread-safe; a call computes on the caller's thread alone, so that callers bring the parallelism.</summary>
public sealed class ImageFeaturizer : IDisposable
{
    private const string GeometryKey = "transferlab.geometry";
    private const string OutputName = "features";

    private readonly byte[] _model;
    private readonly InferenceSession _session;

    private ImageFeaturizer(byte[] model)
    {
        _model = model;
        _session = KernelModel.Open(model, new SessionSettings { Threads = 1 });
        try
        {
            if (_session.Inputs is not [{ Name: Preprocessing.InputName, Type: TensorElementType.UInt8, Dims: [_, var height, var width, 3] }]
                || height < 1 || width < 1
                || _session.Outputs is not [{ Name: OutputName, Type: TensorElementType.Float, Dims: [_, var features] }] || features < 1
                || !_session.Metadata.TryGetValue(GeometryKey, out var geometry))
                throw new OnnxFormatException(
                    "The model is no featurizer: it does not go from uint8 [N,H,W,3] to one float32 [N,F], or says nothing of how images are resized.");
            Geometry = Read(geometry) with { Width = (int)width, Height = (int)height };
            FeatureCount = (int)features;
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>The input size and how images are brought to it.</summary>
    public ImageGeometry Geometry { get; }

    /// <summary>Length of the vector.</summary>
    public int FeatureCount { get; }

    /// <summary>The model, from uint8 [N,H,W,3] to <c>features</c> [N,F], as one ONNX file that <see cref="FromBytes"/> reads.</summary>
    public ReadOnlyMemory<byte> Model => _model;

    /// <summary>Makes a featurizer of a backbone.</summary>
    /// <param name="backbone">An ONNX file, or the name of a backbone of the catalogue that is on this machine; null for the catalogue's default.</param>
    /// <param name="cut">Where it ends, as in the policy <c>until:CUT</c>: a value of the graph, a layer group or a glob; maps and tokens are averaged over
    /// their positions. Null for the backbone's features.</param>
    /// <param name="options">What is to be known of the backbone beyond its file.</param>
    /// <exception cref="BackboneException">The backbone is not on this machine, or cannot serve as one.</exception>
    /// <exception cref="FreezeException">There is no such place to cut.</exception>
    public static ImageFeaturizer Create(string? backbone = null, string? cut = null, BackboneOptions? options = null)
    {
        var loaded = BackboneLoader.Load(BackboneCatalog.Load().Resolve(backbone), options);
        var plan = FreezePlan.Of(loaded, FreezePolicy.Parse(cut is null ? "linear-probe" : $"until:{cut}"));
        if (!plan.HasPrefix)
            throw new FreezeException($"Nothing of '{loaded.Spec.Name}' lies before '{cut}' but the image itself: cut behind a layer.");
        var path = new ImagePath(loaded.Model.Graph, loaded.Spec.InputName, loaded.FeatureValue);
        var axis = new ChannelAxes(path, loaded.Shapes, loaded.Spec.Layout).Of(plan.CutValue);
        var whole = loaded.Model.Clone();
        Preprocessing.Prepend(whole, loaded.Spec);
        var model = GraphCutter.Extract(whole, [Preprocessing.InputName], [plan.CutValue]);
        var builder = new GraphBuilder(model.Graph, ShapeTable.Infer(model));
        var vector = FeaturePooling.Append(builder, plan.CutValue, axis);
        if (builder.Shapes.Shape(vector) is not { Rank: 2 } shape || !shape[1].IsKnown)
            throw new FreezeException($"'{plan.CutValue}' has no fixed number of channels: cut elsewhere.");
        if (vector != OutputName)
        {
            ValueRenaming.Rename(model.Graph, OutputName);
            builder.AddNamed(OutputName, "Identity", [vector]);
        }
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.Add(new ValueInfo(OutputName, ElementType.Float, shape));
        model.Producer = "TransferLab";
        model.SetMetadata(GeometryKey, Write(loaded.Spec.Geometry));
        return new(model.ToBytes());
    }

    /// <summary>Reads what <see cref="Model"/> holds.</summary>
    /// <exception cref="OnnxFormatException">The bytes are another kind of model.</exception>
    /// <exception cref="OrtException">ONNX Runtime refuses the model.</exception>
    public static ImageFeaturizer FromBytes(ReadOnlySpan<byte> model) => new(model.ToArray());

    /// <summary>The features of an encoded image (JPEG, PNG, WebP, GIF, BMP).</summary>
    /// <exception cref="ImageDecodeException">The bytes are no image that can be used.</exception>
    public float[] Featurize(ReadOnlySpan<byte> encoded)
    {
        using var input = OrtValue.Allocate<byte>(1, Geometry.Height, Geometry.Width, 3);
        ImageReader.Read(encoded, Geometry, input.Span<byte>());
        using var features = _session.Run([new(Preprocessing.InputName, input)], [OutputName])[0];
        return features.Span<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static string Write(ImageGeometry g) => string.Create(CultureInfo.InvariantCulture, $"{g.Mode} {g.CoverScale:R} {g.Interpolation}");

    private static ImageGeometry Read(string text)
    {
        if (text.Split(' ') is [var mode, var scale, var interpolation] && Enum.TryParse<ResizeMode>(mode, out var m)
            && Enum.TryParse<Interpolation>(interpolation, out var i)
            && double.TryParse(scale, CultureInfo.InvariantCulture, out var s))
            return new ImageGeometry { Mode = m, CoverScale = s, Interpolation = i };
        throw new OnnxFormatException($"The model's {GeometryKey} is '{text}', which is no rule for resizing images.");
    }
}
