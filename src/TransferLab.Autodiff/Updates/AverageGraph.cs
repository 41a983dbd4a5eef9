namespace TransferLab.Autodiff.Updates;

/// <summary>The step of an exponential moving average, as an ONNX model. The output may be bound to the memory of the average.</summary>
public static class AverageGraph
{
    /// <summary>Input: the vector that is averaged.</summary>
    public const string Values = "values";

    /// <summary>Input: the share it takes in this step, one number.</summary>
    public const string Share = "share";

    /// <summary>Input: the average so far.</summary>
    public const string Average = "average";

    /// <summary>Output: average + share·(values − average).</summary>
    public const string Next = "average_next";

    /// <summary>Writes the graph.</summary>
    /// <param name="length">Length of the vectors.</param>
    public static OnnxModel Build(long length)
    {
        var m = new VectorModel("average", (Values, length), (Share, 1), (Average, length));
        m.Output(Next, ElementType.Float, length, "Add", Average, m.Mul(Share, m.Sub(Values, Average)));
        return m.Model;
    }
}

/// <summary>Adds a vector, times a factor, to a sum, as an ONNX model. The output may be bound to the memory of any input.</summary>
public static class AccumulationGraph
{
    /// <summary>Input: what is added.</summary>
    public const string Values = "values";

    /// <summary>Input: its factor, one number.</summary>
    public const string Scale = "scale";

    /// <summary>Input, unless the graph begins a sum: the sum so far.</summary>
    public const string Sum = "sum";

    /// <summary>Output: sum + scale·values.</summary>
    public const string Next = "sum_next";

    /// <summary>Writes the graph.</summary>
    /// <param name="length">Length of the vectors.</param>
    /// <param name="begins">Whether there is no sum yet: what an earlier one left in the memory is not looked at.</param>
    public static OnnxModel Build(long length, bool begins)
    {
        var m = new VectorModel("accumulation", [(Values, length), (Scale, 1), .. begins ? Array.Empty<(string, long)>() : [(Sum, length)]]);
        if (begins)
            m.Output(Next, ElementType.Float, length, "Mul", Values, Scale);
        else
            m.Output(Next, ElementType.Float, length, "Add", Sum, m.Mul(Values, Scale));
        return m.Model;
    }
}
