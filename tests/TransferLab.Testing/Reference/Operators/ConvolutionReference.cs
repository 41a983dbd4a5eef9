namespace TransferLab.Testing.Reference.Operators;

/// <summary>Convolution and transposed convolution over any number of spatial axes.</summary>
internal static class ConvolutionReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Conv", Conv);
        all.Add("ConvTranspose", ConvTranspose);
    }

    // Y[n,m,o] = B[m] + sum over c,t of W[m,c,t] * X[n, group(m)*C/g + c, o*stride - pad + t*dilation]
    private static NDArray Conv(OperatorCall call)
    {
        NDArray x = call[0], w = call[1];
        var bias = call.Optional(2);
        var window = new SpatialWindow(call, x.Dims[2..], w.Dims[2..]);
        int batch = x.Dims[0], channels = x.Dims[1], outputs = w.Dims[0], perGroup = w.Dims[1], groups = call.Int("group", 1);
        if (channels != perGroup * groups || outputs % groups != 0)
            throw call.Error($"{channels} channels, {groups} groups and weights {w} do not fit.");
        var y = NDArray.Zeros(x.Type, [batch, outputs, .. window.Output]);
        int xPlane = NDArray.CountOf(window.Input), yPlane = NDArray.CountOf(window.Output), taps = NDArray.CountOf(window.Kernel);
        int[][] kernel = [.. NDArray.Indices(window.Kernel)];
        var o = 0;
        foreach (var position in NDArray.Indices(window.Output))
        {
            for (var t = 0; t < taps; t++)
            {
                var from = window.InputOffset(position, kernel[t]);
                if (from < 0)
                    continue;
                for (var n = 0; n < batch; n++)
                    for (var m = 0; m < outputs; m++)
                    {
                        var firstChannel = m / (outputs / groups) * perGroup;
                        double sum = 0;
                        for (var c = 0; c < perGroup; c++)
                            sum += w.Values[(((m * perGroup) + c) * taps) + t] * x.Values[(((n * channels) + firstChannel + c) * xPlane) + from];
                        y.Values[(((n * outputs) + m) * yPlane) + o] += sum;
                    }
            }
            o++;
        }
        AddBias(y, bias);
        return y;
    }

    // The adjoint of Conv: every input element adds its window, scaled by the weights, to the output.
    private static NDArray ConvTranspose(OperatorCall call)
    {
        NDArray x = call[0], w = call[1];
        int[] input = x.Dims[2..], kernel = w.Dims[2..];
        int rank = input.Length, batch = x.Dims[0], channels = x.Dims[1], groups = call.Int("group", 1), perGroup = w.Dims[1], outputs = perGroup * groups;
        if (channels != w.Dims[0] || channels % groups != 0)
            throw call.Error($"{channels} channels, {groups} groups and weights {w} do not fit.");
        var strides = call.Ints("strides") ?? SpatialWindow.Filled(rank, 1);
        var dilations = call.Ints("dilations") ?? SpatialWindow.Filled(rank, 1);
        var (begin, output) = TransposedGeometry(call, input, kernel, strides, dilations);
        var y = NDArray.Zeros(x.Type, [batch, outputs, .. output]);
        int xPlane = NDArray.CountOf(input), yPlane = NDArray.CountOf(output), taps = NDArray.CountOf(kernel);
        var i = 0;
        foreach (var position in NDArray.Indices(input))
        {
            var t = 0;
            foreach (var tap in NDArray.Indices(kernel))
            {
                var to = 0;
                for (var a = 0; a < rank && to >= 0; a++)
                {
                    var p = (position[a] * strides[a]) - begin[a] + (tap[a] * dilations[a]);
                    to = p < 0 || p >= output[a] ? -1 : (to * output[a]) + p;
                }
                for (var n = 0; n < batch && to >= 0; n++)
                    for (var c = 0; c < channels; c++)
                        for (var m = 0; m < perGroup; m++)
                        {
                            var target = (c / (channels / groups) * perGroup) + m;
                            y.Values[(((n * outputs) + target) * yPlane) + to] += w.Values[(((c * perGroup) + m) * taps) + t] * x.Values[(((n * channels) + c) * xPlane) + i];
                        }
                t++;
            }
            i++;
        }
        AddBias(y, call.Optional(2));
        return y;
    }

    private static (int[] Begin, int[] Output) TransposedGeometry(OperatorCall call, int[] input, int[] kernel, int[] strides, int[] dilations)
    {
        var rank = input.Length;
        var pads = call.Ints("pads") ?? new int[2 * rank];
        var extra = call.Ints("output_padding") ?? new int[rank];
        var wanted = call.Ints("output_shape");
        var auto = call.Node.String("auto_pad", "NOTSET");
        int[] begin = new int[rank], output = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            var full = (strides[i] * (input[i] - 1)) + extra[i] + ((kernel[i] - 1) * dilations[i]) + 1;
            var same = auto is "SAME_UPPER" or "SAME_LOWER";
            if (wanted is null && !same)
            {
                begin[i] = auto == "VALID" ? 0 : pads[i];
                output[i] = full - begin[i] - (auto == "VALID" ? 0 : pads[i + rank]);
                continue;
            }
            output[i] = wanted is not null ? wanted[wanted.Length - rank + i] : input[i] * strides[i];
            var total = Math.Max(0, full - output[i]);
            begin[i] = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
        }
        return (begin, output);
    }

    private static void AddBias(NDArray y, NDArray? bias)
    {
        if (bias is null)
            return;
        for (var i = 0; i < y.Count; i++)
            y.Values[i] += bias.Values[i / y.Strides[1] % y.Dims[1]];
    }
}
