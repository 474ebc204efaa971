/* redshift-review MlModels
   Shows: the machine learning models of the connected database with their state.
   Why:   a model whose training failed answers nothing, and one that cannot be trained again answers by what it once
          learned.
   From:  svv_ml_model_info (the connected database).
   Mind:  Amazon does not list all states; only one that speaks of a failure counts as failed. is_refreshable is 0
          when a table or column of the training query is gone, or the owner may no longer read it. */
select
    cast(trim(m.schema_name) as varchar(128)) as schema_name,
    cast(trim(m.model_name) as varchar(128)) as model_name,
    cast(trim(m.user_name) as varchar(128)) as owner_name,
    cast(trim(coalesce(m.life_cycle, '')) as varchar(20)) as life_cycle,
    cast(trim(coalesce(m.model_state, '')) as varchar(128)) as model_state,
    case when lower(trim(m.model_state)) = 'model is ready' then true else false end as is_ready,
    case when lower(m.model_state) like '%fail%' then true else false end as has_failed,
    case when coalesce(m.is_refreshable, 1) = 0 then false else true end as can_be_trained_again
from svv_ml_model_info as m
where trim(m.database_name) = current_database()
order by schema_name, model_name, owner_name
limit :row_limit;
