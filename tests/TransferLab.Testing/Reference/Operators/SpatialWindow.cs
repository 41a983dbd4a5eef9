namespace TransferLab.Testing.Reference.Operators;

/// <summary>
/// The geometry convolutions and poolings share: which input positions the window at an output position covers. The first two axes are batch and
/// channel, all others spatial.
/// </summary>
internal sealed class SpatialWindow
{
    /// <summary>Reads strides, dilations, pads, auto_pad and ceil_mode.</summary>
    /// <param name="call">The node.</param>
    /// <param name="input">Spatial dimensions of the input.</param>
    /// <param name="kernel">Spatial dimensions of the kernel.</param>
    public SpatialWindow(OperatorCall call, int[] input, int[] kernel)
    {
        var rank = input.Length;
        Input = input;
        Kernel = kernel;
        Strides = call.Ints("strides") ?? Filled(rank, 1);
        Dilations = call.Ints("dilations") ?? Filled(rank, 1);
        Begin = new int[rank];
        End = new int[rank];
        Output = new int[rank];
        var pads = call.Ints("pads") ?? new int[2 * rank];
        var auto = call.Node.String("auto_pad", "NOTSET");
        var ceil = call.Flag("ceil_mode");
        for (var i = 0; i < rank; i++)
        {
            var extent = ((kernel[i] - 1) * Dilations[i]) + 1;
            if (auto is "SAME_UPPER" or "SAME_LOWER")
            {
                Output[i] = CeilDivide(input[i], Strides[i]);
                var total = Math.Max(0, ((Output[i] - 1) * Strides[i]) + extent - input[i]);
                Begin[i] = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
                End[i] = total - Begin[i];
                continue;
            }
            if (auto != "VALID")
                (Begin[i], End[i]) = (pads[i], pads[i + rank]);
            var room = input[i] + Begin[i] + End[i] - extent;
            Output[i] = (ceil ? CeilDivide(room, Strides[i]) : room / Strides[i]) + 1;
            // A window that would start in the padding behind the input is dropped.
            if (ceil && (Output[i] - 1) * Strides[i] >= input[i] + Begin[i])
                Output[i]--;
        }
    }

    public int[] Input { get; }

    public int[] Kernel { get; }

    public int[] Strides { get; }

    public int[] Dilations { get; }

    /// <summary>Padding before each spatial axis.</summary>
    public int[] Begin { get; }

    /// <summary>Padding behind each spatial axis.</summary>
    public int[] End { get; }

    public int[] Output { get; }

    /// <summary>Row-major spatial offset of the input element under a tap of the window; -1 when the tap lies outside the input.</summary>
    public int InputOffset(int[] output, int[] tap)
    {
        var offset = 0;
        for (var i = 0; i < Input.Length; i++)
        {
            var position = (output[i] * Strides[i]) - Begin[i] + (tap[i] * Dilations[i]);
            if (position < 0 || position >= Input[i])
                return -1;
            offset = (offset * Input[i]) + position;
        }
        return offset;
    }

    /// <summary>Whether a tap lies in the input or its padding, rather than beyond, where ceil_mode lets windows reach.</summary>
    public bool InPaddedInput(int[] output, int[] tap)
    {
        for (var i = 0; i < Input.Length; i++)
            if ((output[i] * Strides[i]) - Begin[i] + (tap[i] * Dilations[i]) >= Input[i] + End[i])
                return false;
        return true;
    }

    public static int[] Filled(int count, int value) => [.. Enumerable.Repeat(value, count)];

    private static int CeilDivide(int a, int b) => (a + b - 1) / b;
}
