namespace TransferLab.TensorFlow.Reading;

/// <summary>What a file may claim before it is refused. Real image networks stay an order of magnitude below.</summary>
internal static class Limits
{
    /// <summary>Nodes after inlining of functions.</summary>
    public const int Nodes = 1_000_000;

    /// <summary>Nesting of function calls.</summary>
    public const int CallDepth = 64;

    /// <summary>Bytes of one constant that is stored as a repeated number.</summary>
    public const long RepeatedBytes = 64L << 20;

    /// <summary>Bytes of the index of a checkpoint.</summary>
    public const long IndexBytes = 256L << 20;

    /// <summary>Keys in the index of a checkpoint.</summary>
    public const int IndexKeys = 4_000_000;

    /// <summary>Nesting of messages in text form.</summary>
    public const int TextDepth = 100;

    /// <summary>Rank of a tensor.</summary>
    public const int Rank = 16;

    /// <summary>Outputs of one node.</summary>
    public const int Outputs = 4096;
}
