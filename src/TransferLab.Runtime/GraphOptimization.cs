namespace TransferLab.Runtime;

/// <summary>How far ONNX Runtime rewrites a graph before it runs it; the numbers are those of its C API.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None = 0,
    /// <summary>Constant folding, removal of redundant nodes.</summary>
    Basic = 1,
    /// <summary>Also fusions into operators of the execution provider.</summary>
    Extended = 2,
    /// <summary>Also blocked memory layouts.</summary>
    All = 99,
}
