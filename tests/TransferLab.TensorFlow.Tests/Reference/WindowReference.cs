using TransferLab.TensorFlow.Graphs;
using TransferLab.Testing.Reference;

namespace TransferLab.TensorFlow.Tests.Reference;

/// <summary>Convolutions, pooling, normalisation and resampling of images [N,H,W,C]; NCHW graphs are computed by turning the image round first.</summary>
internal static class WindowReference
{
    public static void Register(Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> operators)
    {
        operators.Add("Conv2D", (n, x) => [Image(n, x[0], image => Convolution(n, image, x[1], depthwise: false))]);
        operators.Add("DepthwiseConv2dNative", (n, x) => [Image(n, x[0], image => Convolution(n, image, x[1], depthwise: true))]);
        operators.Add("Conv2DBackpropInput", (n, x) => [Transposed(n, NhwcReference.Whole(x[0]), x[1], x[2])]);
        operators.Add("MaxPool", (n, x) => [Image(n, x[0], image => Pool(n, image, v => v.Max()))]);
        operators.Add("AvgPool", (n, x) => [Image(n, x[0], image => Pool(n, image, v => v.Average()))]);
        foreach (var op in (string[])["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"])
            operators.Add(op, (n, x) => [Image(n, x[0], image => NhwcReference.Build(image.Type, image.Dims, i =>
                ((image[i] - x[3][i[^1]]) / Math.Sqrt(x[4][i[^1]] + n.Float("epsilon", 1e-4f)) * x[1][i[^1]]) + x[2][i[^1]]))]);
        operators.Add("LRN", (n, x) => [NhwcReference.Build(x[0].Type, x[0].Dims, i =>
        {
            var radius = (int)n.Int("depth_radius", 5);
            var squares = Enumerable.Range(i[3] - radius, (2 * radius) + 1).Where(c => c >= 0 && c < x[0].Dims[3])
                .Sum(c => Math.Pow(x[0][i[0], i[1], i[2], c], 2));
            return x[0][i] / Math.Pow(n.Float("bias", 1) + (n.Float("alpha", 1) * squares), n.Float("beta", 0.5f));
        })]);
        operators.Add("ResizeBilinear", (n, x) => [Resize(n, x[0], NhwcReference.Whole(x[1]), nearest: false)]);
        operators.Add("ResizeNearestNeighbor", (n, x) => [Resize(n, x[0], NhwcReference.Whole(x[1]), nearest: true)]);
    }

    private static NDArray Image(TfNode n, NDArray x, Func<NDArray, NDArray> compute) =>
        n.String("data_format", "NHWC") == "NCHW" ? NhwcReference.Permute(compute(NhwcReference.Permute(x, [0, 2, 3, 1])), [0, 3, 1, 2]) : compute(x);

    private static (int H, int W) Spatial(TfNode n, string attribute)
    {
        var list = n.Ints(attribute);
        return list.Length == 0 ? (1, 1) : n.String("data_format", "NHWC") == "NCHW" ? ((int)list[2], (int)list[3]) : ((int)list[1], (int)list[2]);
    }

    // Output extent and the row of the input at which the first window starts.
    private static (int Extent, int Start) Geometry(TfNode n, int extent, int kernel, int stride, int dilation, int axis)
    {
        var span = ((kernel - 1) * dilation) + 1;
        switch (n.String("padding"))
        {
            case "VALID":
                return ((extent - span) / stride + 1, 0);
            case "SAME":
                var output = (extent + stride - 1) / stride;
                return (output, -(Math.Max(((output - 1) * stride) + span - extent, 0) / 2));
            default:
                var at = (n.String("data_format", "NHWC") == "NCHW" ? 4 : 2) + (2 * axis);
                var pads = n.Ints("explicit_paddings");
                return ((int)(((extent + pads[at] + pads[at + 1] - span) / stride) + 1), -(int)pads[at]);
        }
    }

    private static NDArray Convolution(TfNode n, NDArray x, NDArray kernel, bool depthwise)
    {
        var (sh, sw) = Spatial(n, "strides");
        var (dh, dw) = Spatial(n, "dilations");
        var (h, top) = Geometry(n, x.Dims[1], kernel.Dims[0], sh, dh, 0);
        var (w, left) = Geometry(n, x.Dims[2], kernel.Dims[1], sw, dw, 1);
        int inputs = kernel.Dims[2], outputs = depthwise ? inputs * kernel.Dims[3] : kernel.Dims[3], groups = depthwise ? inputs : x.Dims[3] / inputs;
        return NhwcReference.Build(x.Type, [x.Dims[0], h, w, outputs], o =>
        {
            double sum = 0;
            for (var i = 0; i < kernel.Dims[0]; i++)
                for (var j = 0; j < kernel.Dims[1]; j++)
                {
                    int r = top + (o[1] * sh) + (i * dh), c = left + (o[2] * sw) + (j * dw);
                    if (r < 0 || r >= x.Dims[1] || c < 0 || c >= x.Dims[2])
                        continue;
                    if (depthwise)
                    {
                        var channel = o[3] / kernel.Dims[3];
                        sum += x[o[0], r, c, channel] * kernel[i, j, channel, o[3] % kernel.Dims[3]];
                        continue;
                    }
                    var first = o[3] / (outputs / groups) * inputs;
                    for (var k = 0; k < inputs; k++)
                        sum += x[o[0], r, c, first + k] * kernel[i, j, k, o[3]];
                }
            return sum;
        });
    }

    // Every position of the small image spreads over the window that a convolution of the large one would have read for it.
    private static NDArray Transposed(TfNode n, int[] sizes, NDArray kernel, NDArray x)
    {
        var (sh, sw) = Spatial(n, "strides");
        var (_, top) = Geometry(n, sizes[1], kernel.Dims[0], sh, 1, 0);
        var (_, left) = Geometry(n, sizes[2], kernel.Dims[1], sw, 1, 1);
        var y = NDArray.Zeros(x.Type, sizes);
        _ = NhwcReference.Build(x.Type, x.Dims, p =>
        {
            for (var i = 0; i < kernel.Dims[0]; i++)
                for (var j = 0; j < kernel.Dims[1]; j++)
                {
                    int r = top + (p[1] * sh) + i, c = left + (p[2] * sw) + j;
                    if (r < 0 || r >= sizes[1] || c < 0 || c >= sizes[2])
                        continue;
                    for (var k = 0; k < kernel.Dims[2]; k++)
                        y[p[0], r, c, k] += x[p] * kernel[i, j, k, p[3]];
                }
            return 0;
        });
        return y;
    }

    private static NDArray Pool(TfNode n, NDArray x, Func<List<double>, double> combine)
    {
        var (kh, kw) = Spatial(n, "ksize");
        var (sh, sw) = Spatial(n, "strides");
        var (h, top) = Geometry(n, x.Dims[1], kh, sh, 1, 0);
        var (w, left) = Geometry(n, x.Dims[2], kw, sw, 1, 1);
        return NhwcReference.Build(x.Type, [x.Dims[0], h, w, x.Dims[3]], o =>
        {
            var seen = new List<double>();
            for (var r = Math.Max(0, top + (o[1] * sh)); r < Math.Min(x.Dims[1], top + (o[1] * sh) + kh); r++)
                for (var c = Math.Max(0, left + (o[2] * sw)); c < Math.Min(x.Dims[2], left + (o[2] * sw) + kw); c++)
                    seen.Add(x[o[0], r, c, o[3]]);
            return combine(seen);
        });
    }

    private static NDArray Resize(TfNode n, NDArray x, int[] size, bool nearest)
    {
        bool corners = n.Bool("align_corners"), centers = n.Bool("half_pixel_centers");
        double Scale(int from, int to) => corners && to > 1 ? (from - 1.0) / (to - 1) : from / (double)to;
        (int Low, int High, double Part) Source(int i, int from, int to)
        {
            var scale = Scale(from, to);
            if (nearest)
            {
                var at = corners ? (int)Math.Round(i * scale, MidpointRounding.AwayFromZero) : (int)Math.Floor(centers ? (i + 0.5) * scale : i * scale);
                return (Math.Min(at, from - 1), 0, 0);
            }
            var position = Math.Max(0, centers ? ((i + 0.5) * scale) - 0.5 : i * scale);
            var low = Math.Min((int)Math.Floor(position), from - 1);
            return (low, Math.Min(low + 1, from - 1), position - low);
        }

        return NhwcReference.Build(x.Type, [x.Dims[0], size[0], size[1], x.Dims[3]], o =>
        {
            var (top, bottom, down) = Source(o[1], x.Dims[1], size[0]);
            var (left, right, across) = Source(o[2], x.Dims[2], size[1]);
            if (nearest)
                return x[o[0], top, left, o[3]];
            double upper = x[o[0], top, left, o[3]] * (1 - across) + (x[o[0], top, right, o[3]] * across), lower = x[o[0], bottom, left, o[3]] * (1 - across)
                + (x[o[0], bottom, right, o[3]] * across);
            return (upper * (1 - down)) + (lower * down);
        });
    }
}
