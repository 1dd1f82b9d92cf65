"""tierwise: where should this model run, and why?"""
