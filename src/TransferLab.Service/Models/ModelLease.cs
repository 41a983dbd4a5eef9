namespace TransferLab.Service.Models;

/// <summary>A version held by a request, from choice to answer.</summary>
internal readonly struct ModelLease(ModelVersion model, ModelVersion? shadow) : IDisposable
{
    public ModelVersion Model => model;

    /// <summary>The version that is to be compared on this request; null on most.</summary>
    public ModelVersion? Shadow => shadow;

    public void Dispose()
    {
        model.Release();
        shadow?.Release();
    }
}
