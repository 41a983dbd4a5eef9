namespace TransferLab.Service.Security;

/// <summary>What a key allows.</summary>
internal enum KeyScope
{
    /// <summary>Classify, and see models and metrics.</summary>
    Predict,

    /// <summary>Start, watch and cancel runs.</summary>
    Train,

    /// <summary>Everything, models included.</summary>
    Admin,
}
