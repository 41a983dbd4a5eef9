namespace TransferLab.TensorFlow.Reading;

/// <summary>What a file may claim before it is refused. Real image networks stay an order of magnitude below.</summary>
internal static class Limits
{
    public const int Nodes = 1_000_000; // after inlining of functions
    public const int CallDepth = 64; // nesting of function calls
    public const long RepeatedBytes = 64L << 20; // bytes of one constant that is stored as a repeated number
    public const long IndexBytes = 256L << 20; // bytes of the index of a checkpoint
    public const int IndexKeys = 4_000_000; // keys in the index of a checkpoint
    public const int TextDepth = 100; // nesting of messages in text form
    public const int Rank = 16;
    public const int Outputs = 4096; // of one node
}
