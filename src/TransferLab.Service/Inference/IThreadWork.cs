namespace TransferLab.Service.Inference;

/// <summary>Work for a thread. It must not throw: whoever waits for it is told of failures.</summary>
internal interface IThreadWork
{
    void Execute();
}
