namespace TransferLab.Kernels.Tests;

/// <summary>Draws convolutions: every form that the kernels tell apart, with channels that are a multiple of nothing, and tiny pictures.</summary>
internal static class ShapeDraw
{
    public static ConvolutionShape Next(Random random)
    {
        while (true)
        {
            var shape = Draw(random);
            if (shape.OutputHeight >= 1 && shape.OutputWidth >= 1)
                return shape;
        }
    }

    private static ConvolutionShape Draw(Random random)
    {
        int Size() => random.Next(1, 20);
        int kernelHeight = random.Next(1, 8), kernelWidth = random.Next(3) == 0 ? random.Next(1, 8) : kernelHeight, stride = random.Next(1, 4), dilation = random.Next(4) == 0 ? 2 : 1;
        int inputs = random.Next(1, 40), outputs = random.Next(1, 40), groups = 1;
        switch (random.Next(5))
        {
            case 0: // Winograd
                (kernelHeight, kernelWidth, stride, dilation) = (3, 3, 1, 1);
                (inputs, outputs) = (random.Next(16, 50), random.Next(16, 50));
                break;
            case 1: // depthwise
                groups = outputs = inputs;
                if (random.Next(2) == 0)
                    (kernelHeight, kernelWidth, stride, dilation) = (3, 3, random.Next(1, 3), 1);
                break;
            case 2: // grouped
                groups = random.Next(1, 4);
                (inputs, outputs) = (groups * random.Next(1, 9), groups * random.Next(1, 9));
                break;
            case 3: // pointwise
                (kernelHeight, kernelWidth) = (1, 1);
                break;
        }
        int spanHeight = dilation * (kernelHeight - 1), spanWidth = dilation * (kernelWidth - 1), height = Size(), width = Size();
        int top = random.Next(0, spanHeight + 1), bottom = random.Next(0, spanHeight + 1), left = random.Next(0, spanWidth + 1), right = random.Next(0, spanWidth + 1);
        return new ConvolutionShape
        {
            Batch = random.Next(1, 4),
            Height = height,
            Width = width,
            InputChannels = inputs,
            OutputChannels = outputs,
            Groups = groups,
            InputsFirst = groups == 1 && kernelHeight * kernelWidth == 1 && random.Next(2) == 0,
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            StrideHeight = stride,
            StrideWidth = random.Next(3) == 0 ? random.Next(1, 4) : stride,
            DilationHeight = dilation,
            DilationWidth = dilation,
            PadTop = top,
            PadLeft = left,
            OutputHeight = 0,
            OutputWidth = 0,
        }.Sized(bottom, right);
    }

    private static ConvolutionShape Sized(this ConvolutionShape s, int bottom, int right) => s with
    {
        OutputHeight = Positions(s.Height + s.PadTop + bottom - s.DilationHeight * (s.KernelHeight - 1) - 1, s.StrideHeight),
        OutputWidth = Positions(s.Width + s.PadLeft + right - s.DilationWidth * (s.KernelWidth - 1) - 1, s.StrideWidth),
    };

    private static int Positions(int room, int stride) => room < 0 ? 0 : room / stride + 1;
}
