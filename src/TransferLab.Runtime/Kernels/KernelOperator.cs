namespace TransferLab.Runtime.Kernels;

/// <summary>
/// The kernel of one node: made once when a session loads its model, reads the node's attributes from <see cref="KernelInfo"/> in its constructor, and is run
/// from several threads at once. What it throws becomes the error of the run (or of loading).
/// </summary>
internal abstract class KernelOperator : IDisposable
{
    /// <summary>The kernels that the environment asks for.</summary>
    protected static KernelSet Kernels => KernelChoice.Current.Kernels;

    /// <summary>Computes the node's outputs. Allocates nothing on the managed heap.</summary>
    public abstract void Compute(KernelContext context);

    /// <summary>Lets go of what the kernel holds, when its session ends.</summary>
    public virtual void Dispose() { }
}

/// <summary>What the runtime asks of an operator before there are nodes of it. All inputs and outputs are float32; those after the required ones may be left
/// out.</summary>
/// <param name="Name">As nodes name it.</param>
/// <param name="RequiredInputs">The first inputs, which every node has.</param>
/// <param name="OptionalInputs">How many more there may be.</param>
/// <param name="RequiredOutputs">The first outputs, which every node has.</param>
/// <param name="OptionalOutputs">How many more there may be; the kernel computes those that a node names.</param>
/// <param name="Create">Makes the kernel of a node.</param>
internal sealed record OperatorDefinition(
    string Name, int RequiredInputs, int OptionalInputs, int RequiredOutputs, int OptionalOutputs, Func<KernelInfo, KernelOperator> Create);
