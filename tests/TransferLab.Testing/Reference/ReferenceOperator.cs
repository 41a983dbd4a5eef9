namespace TransferLab.Testing.Reference;

/// <summary>Computes all outputs of a node that the operator defines, in order; those the node leaves out are ignored.</summary>
internal delegate NDArray[] ReferenceOperator(OperatorCall call);
