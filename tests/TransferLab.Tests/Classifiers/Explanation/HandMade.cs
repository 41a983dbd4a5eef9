using TransferLab.Classifiers.Packaging;
using TransferLab.Data;
using TransferLab.Imaging;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing;

namespace TransferLab.Tests.Classifiers.Explanation;

/// <summary>
/// A classifier that can be worked out with a pencil: the means of blocks of pixels, red, green and blue of them each weighted by <see cref="Weights"/> into one of three labels.
/// </summary>
internal static class HandMade
{
    /// <summary>Side of a block in pixels, and of its map in blocks.</summary>
    public const int Block = 4;

    public const int Grid = 4;

    public const int Side = Block * Grid;

    /// <summary>[label,channel].</summary>
    public static readonly float[] Weights = [2, -1, -0.5f, -0.5f, 1, 0.25f, 1, 0.75f, -2];

    private static readonly string[] s_labels = ["first", "second", "third"];

    /// <summary>From uint8 [N,16,16,3] to the map [N,3,4,4] or [N,4,4,3], and by <paramref name="head"/> to logits [N,3].</summary>
    public static OnnxModel Model(bool channelsLast, LearningTask task = LearningTask.SingleLabel, Func<GraphBuilder, string, string>? head = null)
    {
        var model = new OnnxModel("hand-made", 18);
        model.Graph.Inputs.Add(new ValueInfo("image", ElementType.UInt8, new Shape(Dim.Of("N"), Side, Side, 3)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var x = b.Add("Cast", ["image"], NodeAttribute.Int("to", (long)ElementType.Float));
        x = b.Add("Transpose", [b.Add("Mul", [x, b.Scalar(1 / 255f, 4)])], NodeAttribute.Ints("perm", 0, 3, 1, 2));
        x = b.AddNamed("map", "AveragePool", [x], NodeAttribute.Ints("kernel_shape", Block, Block), NodeAttribute.Ints("strides", Block, Block));
        if (channelsLast)
            x = b.AddNamed("map_last", "Transpose", [x], NodeAttribute.Ints("perm", 0, 2, 3, 1));
        var logits = (head ?? ((b, map) => Linear(b, map, channelsLast)))(b, x);
        Postprocessing.Append(model, logits, task);
        return model;
    }

    /// <summary>Writes a package around a model and returns its folder.</summary>
    public static string Write(TemporaryFolder folder, OnnxModel model, ImageGeometry? geometry = null, LearningTask task = LearningTask.SingleLabel)
    {
        var config = new ClassifierConfig
        {
            Created = DateTimeOffset.UnixEpoch,
            Task = TaskNames.Of(task),
            LabelNames = s_labels,
            ClassCounts = [1, 1, 1],
            Input = InputGeometry.ToConfig(geometry ?? new ImageGeometry { Width = Side, Height = Side, Mode = ResizeMode.Squash }),
            Backbone = new BackboneOrigin { Architecture = "blocks", Sha256 = "", Mean = [0, 0, 0], Std = [1, 1, 1] },
            Training = new TrainingConfig { Freeze = "linear-probe", Seed = 1, TrainImages = 3, ValidationImages = 0, ValidationAccuracy = 0, ValidationMacroF1 = 0, ValidationLoss = 0 },
        };
        PackageWriter.Write(folder["package"], model, config, []);
        return folder["package"];
    }

    /// <summary>A picture of random colours, a PNG.</summary>
    public static byte[] Noise(int seed, out byte[] pixels)
    {
        using var image = RgbImage.Create(Side, Side);
        // A colour per block, so that the map has structure.
        var random = new Random(seed);
        var colors = Enumerable.Range(0, Grid * Grid * 3).Select(_ => random.Next(30, 226)).ToArray();
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(colors[(((i / 3 / Side / Block * Grid) + (i / 3 % Side / Block)) * 3) + (i % 3)] + random.Next(-20, 21));
        pixels = image.Pixels.ToArray();
        return image.EncodePng();
    }

    /// <summary>A mean over all places, then <see cref="Weights"/>.</summary>
    public static string Linear(GraphBuilder b, string map, bool channelsLast)
    {
        var pooled = channelsLast
            ? b.Add("ReduceMean", [map, b.Ints(1, 2)], NodeAttribute.Int("keepdims", 0))
            : b.Add("Flatten", [b.Add("GlobalAveragePool", [map])], NodeAttribute.Int("axis", 1));
        return b.Add("Gemm", [pooled, b.Constant(Tensor.From(Weights, 3, 3), "weights")], NodeAttribute.Int("transB", 1));
    }
}
